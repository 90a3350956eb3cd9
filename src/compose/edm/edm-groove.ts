import type { Musicians } from '../../model/index.ts';
import { deriveSeed, seededRandom, type Random } from '../../random/index.ts';
import { strokes, type DrumVoice } from '../../theory/index.ts';
import { audition, type Audition } from '../audition.ts';
import { choose } from '../chance.ts';
import type { Stroke } from '../draft.ts';
import { SIXTEENTHS_PER_BAR } from '../form.ts';
import type { EdmStyle } from './edm-style.ts';

/** Bars that the percussion network is asked for; they go round. */
const GROOVE_BARS = 4;

/** The bar after them, which it plays as a fill. */
const FILL_BAR = GROOVE_BARS;

const TAKES = 3;

/** Fewer hats in a bar than this don't keep the time. */
const HATS_MIN = 4;

/** So many strokes of a voice besides hats are colour; more are another groove. */
const FREE_MAX = 5;

/** A fill with fewer strokes in its second half is none. */
const FILL_MIN = 3;

const FORCES = { strong: 112, plain: 92, ghost: 48 } as const;

/** A ghost note is not louder than this. */
const GHOST_VELOCITY = 50;

const HATS: readonly DrumVoice[] = ['closed hat', 'ride'];

/** A groove that goes round, and the bar that ends a section. */
export interface EdmGroove {
  readonly groove: readonly (readonly Stroke[])[];
  readonly fill: readonly Stroke[];
}

/** Has the percussion network write a groove with a fill, and holds it to the style's beat. The take that needed the fewest edits stays. */
export function writeEdmGroove(
  musicians: Musicians,
  options: { readonly drums: EdmStyle['drums']; readonly tempo: number; readonly seed: number },
): Audition<EdmGroove> {
  const { drums, tempo, seed } = options;
  const beat = fixedBeat(drums, seededRandom(deriveSeed(seed, 'beat')));
  const hats = hits('closed hat', choose(drums.hats, seededRandom(deriveSeed(seed, 'hats'))));
  const kit = [
    ...new Set([...(Object.keys(drums.beat) as DrumVoice[]), ...drums.free, drums.roll, 'mid tom' as const]),
  ];
  const heard = audition(
    (attempt) => {
      const { style, temperature, topP } = drums;
      const asked = { style, temperature, topP, kit, tempo, bars: GROOVE_BARS + 1, fills: [FILL_BAR] };
      const written = musicians.percussion({ ...asked, seed: deriveSeed(seed, `drums ${attempt}`) });
      return Array.from({ length: GROOVE_BARS + 1 }, (_, bar) => barOf(written, bar));
    },
    (bars) => bars.slice(0, GROOVE_BARS).reduce((sum, bar) => sum + grooveFaults(bar, drums), 0),
    TAKES,
  );
  return {
    take: {
      groove: heard.take.slice(0, GROOVE_BARS).map((bar) => holdBar(bar, { drums, beat, hats })),
      fill: holdFill(heard.take[FILL_BAR] ?? [], drums.roll),
    },
    rejections: heard.rejections,
  };
}

function barOf(written: readonly Stroke[], bar: number): readonly Stroke[] {
  const start = bar * SIXTEENTHS_PER_BAR;
  return written.flatMap((hit) =>
    hit.at >= start && hit.at < start + SIXTEENTHS_PER_BAR ? [{ ...hit, at: hit.at - start }] : [],
  );
}

/** A figure of each voice of the style's beat, as strokes. */
function fixedBeat(drums: EdmStyle['drums'], random: Random): readonly Stroke[] {
  return (Object.entries(drums.beat) as [DrumVoice, readonly string[]][]).flatMap(([voice, figures]) =>
    hits(voice, choose(figures, random)),
  );
}

function hits(voice: DrumVoice, figure: string): readonly Stroke[] {
  return strokes(figure).map(({ at, force }) => ({ at, voice, velocity: FORCES[force], offset: 0 }));
}

/** What of a bar could not stay: too few hats, voices that play too much. */
function grooveFaults(bar: readonly Stroke[], drums: EdmStyle['drums']): number {
  const count = (voice: DrumVoice) => bar.filter((stroke) => stroke.voice === voice).length;
  const hats = HATS.reduce((sum, voice) => sum + count(voice), 0);
  const busy = drums.free
    .filter((voice) => !HATS.includes(voice))
    .reduce((sum, voice) => sum + Math.max(0, count(voice) - FREE_MAX), 0);
  return Math.max(0, HATS_MIN - hats) + busy;
}

/**
 * A bar as it is played, in order of time: the style's beat stands; of the network's strokes stay those of the free voices, hats
 * that keep the time (the style's where they don't), a few of every other, snares off the beat as ghost notes.
 */
export function holdBar(
  bar: readonly Stroke[],
  setting: {
    readonly drums: EdmStyle['drums'];
    readonly beat: readonly Stroke[];
    readonly hats: readonly Stroke[];
  },
): readonly Stroke[] {
  const { drums, beat, hats } = setting;
  const taken = (stroke: Stroke) =>
    beat.some(({ at, voice }) => at === stroke.at && (voice === stroke.voice || (isHat(voice) && isHat(stroke.voice))));
  const free = bar.filter((stroke) => drums.free.includes(stroke.voice) && !taken(stroke));
  const keepsTime = free.filter(({ voice }) => HATS.includes(voice)).length >= HATS_MIN;
  const wantsHats = drums.free.includes('closed hat') && !keepsTime;
  const colours = drums.free
    .filter((voice) => !HATS.includes(voice))
    .flatMap((voice) => strongest(free.filter((stroke) => stroke.voice === voice)))
    .map((stroke) =>
      stroke.voice === 'snare' ? { ...stroke, velocity: Math.min(GHOST_VELOCITY, stroke.velocity) } : stroke,
    );
  const cymbals = wantsHats
    ? hats.filter((stroke) => !taken(stroke))
    : free.filter(({ voice }) => HATS.includes(voice));
  return [...beat, ...cymbals, ...colours].sort((a, b) => a.at - b.at);
}

function isHat(voice: DrumVoice): boolean {
  return voice === 'closed hat' || voice === 'open hat';
}

function strongest(played: readonly Stroke[]): readonly Stroke[] {
  return played.toSorted((a, b) => b.velocity - a.velocity).slice(0, FREE_MAX);
}

/** The second half of the network's fill on drums and toms, growing; where there is none, a run of sixteenths. */
export function holdFill(bar: readonly Stroke[], voice: DrumVoice): readonly Stroke[] {
  const half = SIXTEENTHS_PER_BAR / 2;
  const drummed = bar.filter(
    ({ at, voice: struck }) => at >= half && ['snare', 'clap', 'low tom', 'mid tom', 'high tom'].includes(struck),
  );
  const written = new Set(drummed.map(({ at }) => at)).size >= FILL_MIN ? drummed : run(voice);
  return written.map((stroke) => ({ ...stroke, velocity: 66 + ((stroke.at - half) / (half - 1)) * 48 }));
}

function run(voice: DrumVoice): readonly Stroke[] {
  return [10, 12, 13, 14, 15].map((at) => ({ at, voice, velocity: 90, offset: 0 }));
}
