import type { Musicians } from '../model/index.ts';
import { deriveSeed } from '../random/index.ts';
import { strokes } from '../theory/index.ts';
import { audition, type Audition } from './audition.ts';
import type { Stroke } from './draft.ts';
import { SIXTEENTHS_PER_BAR } from './form.ts';
import type { Drumming } from './lofi-style.ts';

const TAKES = 4;

/** Velocities of a figure's signs. */
const FORCES = { strong: 96, plain: 72, ghost: 40 } as const;

/** A snare stroke off the backbeat is a ghost note: not louder than this. */
export const GHOST_VELOCITY = 44;
/** More kicks in a bar than this leave the bass no room. */
const KICKS_MAX = 5;
/** Fewer strokes in a bar than this don't keep the time. */
const TIME_MIN = 4;

/** Has the percussion network write a groove and edits it. The take that needed the fewest edits stays. */
export function writeGroove(
  musicians: Musicians,
  options: { readonly drumming: Drumming; readonly tempo: number; readonly seed: number },
): Audition<readonly (readonly Stroke[])[]> {
  const { drumming, tempo, seed } = options;
  const { style, kit, temperature, topP, bars } = drumming;
  const asked = { style, kit, temperature, topP, tempo, bars };
  const heard = audition(
    (attempt) => inBars(musicians.percussion({ ...asked, seed: deriveSeed(seed, `drums ${attempt}`) }), bars),
    (take) => take.reduce((sum, bar, index) => sum + grooveFaults(bar, index, drumming), 0),
    TAKES,
  );
  return { take: heard.take.map((bar, index) => editBar(bar, index, drumming)), rejections: heard.rejections };
}

function inBars(hits: readonly Stroke[], bars: number): readonly (readonly Stroke[])[] {
  return Array.from({ length: bars }, (_, bar) => {
    const start = bar * SIXTEENTHS_PER_BAR;
    return hits.flatMap((hit) =>
      hit.at >= start && hit.at < start + SIXTEENTHS_PER_BAR ? [{ ...hit, at: hit.at - start }] : [],
    );
  });
}

/** How much of a bar {@link editBar} would change, in strokes. */
function grooveFaults(bar: readonly Stroke[], index: number, drumming: Drumming): number {
  const edited = editBar(bar, index, drumming);
  const isIn = (strokes: readonly Stroke[], one: Stroke): boolean =>
    strokes.some(({ at, voice }) => at === one.at && voice === one.voice);
  return edited.filter((one) => !isIn(bar, one)).length + bar.filter((one) => !isIn(edited, one)).length;
}

/**
 * A bar as it is played: the snare on the style's backbeat and nowhere else but as a ghost note, a kick on one in the first bar, not
 * too many kicks, and cymbals that keep the time. In order of time.
 */
export function editBar(
  bar: readonly Stroke[],
  index: number,
  { backbeatAt, time }: Pick<Drumming, 'backbeatAt' | 'time'>,
): readonly Stroke[] {
  const of = (...voices: readonly Stroke['voice'][]): readonly Stroke[] =>
    bar.filter(({ voice }) => voices.includes(voice));
  const backbeat = backbeatAt.map((at): Stroke => ({ at, voice: 'snare', velocity: 110, offset: 0 }));
  const ghosts = of('snare')
    .filter(({ at }) => !backbeatAt.includes(at))
    .map((stroke) => ({ ...stroke, velocity: Math.min(stroke.velocity, GHOST_VELOCITY) }));
  const cymbals = of('closed hat', 'open hat', 'ride');
  const keepers = time.voice === 'ride' ? of('ride') : of('closed hat', 'open hat');
  // Other cymbals than those that keep the time stay as accents beside the figure.
  const timed =
    keepers.length < TIME_MIN ? [...figureOf(time), ...cymbals.filter((stroke) => !keepers.includes(stroke))] : cymbals;
  const edited = [...kicks(of('kick'), index), ...backbeat, ...ghosts, ...timed];
  return edited.sort((a, b) => a.at - b.at);
}

function kicks(played: readonly Stroke[], index: number): readonly Stroke[] {
  const one: Stroke = { at: 0, voice: 'kick', velocity: 104, offset: 0 };
  const started = index === 0 && !played.some(({ at }) => at === 0) ? [one, ...played] : played;
  // The strongest stay, and the one on one before all.
  const weight = ({ at, velocity }: Stroke): number => velocity + (at === 0 ? 128 : 0);
  return [...started].sort((a, b) => weight(b) - weight(a)).slice(0, KICKS_MAX);
}

function figureOf({ voice, figure }: Drumming['time']): readonly Stroke[] {
  return strokes(figure).map(({ at, force }) => ({ at, voice, velocity: FORCES[force], offset: 0 }));
}
