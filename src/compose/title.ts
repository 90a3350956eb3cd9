import type { Random } from '../random/index.ts';
import { choose } from './chance.ts';
import type { CommonStyle } from './common-style.ts';

const LOFI_MOODS = [
  ...['Amber', 'Borrowed', 'Drowsy', 'Faded', 'Foggy', 'Gentle', 'Half-lit', 'Hushed', 'Idle', 'Late', 'Lukewarm'],
  ...[
    'Mellow',
    'Misty',
    'Muted',
    'Paper',
    'Quiet',
    'Rainy',
    'Silver',
    'Slow',
    'Soft',
    'Sunday',
    'Tired',
    'Velvet',
    'Woollen',
  ],
];

const LOFI_THINGS = [
  ...['Attic', 'Balcony', 'Bookshop', 'Bus Stop', 'Candle', 'Cassette', 'Corridor', 'Footbridge', 'Harbour', 'Kettle'],
  ...['Lantern', 'Laundry', 'Letters', 'Lighthouse', 'Notebook', 'Orchard', 'Platform', 'Puddles', 'Rooftop', 'Scarf'],
  ...['Staircase', 'Teacup', 'Timetable', 'Umbrella', 'Windowsill'],
];

const LOFI_TIMES = [
  'Almost Dawn',
  'Closing Time',
  'Dusk',
  'First Light',
  'Four AM',
  'Low Tide',
  'Midnight',
  'Noon',
  'November',
  'Snowfall',
];

const EDM_MOODS = [
  ...['Burning', 'Chrome', 'Crystal', 'Electric', 'Endless', 'Feverish', 'Golden', 'Hollow', 'Infinite', 'Liquid'],
  ...['Lunar', 'Neon', 'Parallel', 'Polar', 'Restless', 'Solar', 'Static', 'Ultraviolet', 'Vivid', 'Weightless'],
];

const EDM_THINGS = [
  ...['Aurora', 'Circuit', 'Comet', 'Corona', 'Daylight', 'Echo', 'Engine', 'Gravity', 'Halo', 'Horizon', 'Lasers'],
  ...['Meridian', 'Motion', 'Orbit', 'Prism', 'Pulse', 'Satellite', 'Signal', 'Skyline', 'Strobe', 'Tides', 'Voltage'],
];

const EDM_TIMES = ['Daybreak', 'Full Speed', 'Last Call', 'Peak Hour', 'Sunrise', 'Zero Hour'];

/** What the names of a family's songs are made of. */
const WORDS: Readonly<
  Record<
    CommonStyle['family'],
    { readonly moods: readonly string[]; readonly things: readonly string[]; readonly times: readonly string[] }
  >
> = {
  lofi: { moods: LOFI_MOODS, things: LOFI_THINGS, times: LOFI_TIMES },
  edm: { moods: EDM_MOODS, things: EDM_THINGS, times: EDM_TIMES },
};

/** A name for a song of a family: `Hushed Windowsill`, `Kettle at Dusk`, `Umbrella and Letters`; `Neon Skyline`. */
export function nameSong(random: Random, family: CommonStyle['family']): string {
  const { moods, things, times } = WORDS[family];
  const thing = choose(things, random);
  const roll = random();
  if (roll < 0.55) return `${choose(moods, random)} ${thing}`;
  if (roll < 0.85) return `${thing} at ${choose(times, random)}`;
  const others = things.filter((other) => other !== thing);
  return `${thing} and ${choose(others, random)}`;
}
