import type { Random } from '../random/index.ts';
import { choose } from './chance.ts';

const MOODS = [
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

const THINGS = [
  ...['Attic', 'Balcony', 'Bookshop', 'Bus Stop', 'Candle', 'Cassette', 'Corridor', 'Footbridge', 'Harbour', 'Kettle'],
  ...['Lantern', 'Laundry', 'Letters', 'Lighthouse', 'Notebook', 'Orchard', 'Platform', 'Puddles', 'Rooftop', 'Scarf'],
  ...['Staircase', 'Teacup', 'Timetable', 'Umbrella', 'Windowsill'],
];

const TIMES = [
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

/** A name for a song: `Hushed Windowsill`, `Kettle at Dusk`, `Umbrella and Letters`. */
export function nameSong(random: Random): string {
  const thing = choose(THINGS, random);
  const roll = random();
  if (roll < 0.55) return `${choose(MOODS, random)} ${thing}`;
  if (roll < 0.85) return `${thing} at ${choose(TIMES, random)}`;
  const others = THINGS.filter((other) => other !== thing);
  return `${thing} and ${choose(others, random)}`;
}
