import type { Musicians } from '../model/index.ts';
import { deriveSeed } from '../random/index.ts';
import { audition, type Audition } from './audition.ts';
import type { Stroke } from './draft.ts';
import { SIXTEENTHS_PER_BAR } from './form.ts';
import type { Drumming } from './style.ts';

/** Bars that the percussion network is asked for; they repeat. */
export const GROOVE_BARS = 4;

const TAKES = 4;

/** Where the backbeat lies in a bar. */
const BACKBEATS = [4, 12];
/** A snare stroke off the backbeat is a ghost note: not louder than this. */
export const GHOST_VELOCITY = 44;
/** More kicks in a bar than this leave the bass no room. */
const KICKS_MAX = 5;
/** Fewer hats in a bar than this don't keep the time. */
const HATS_MIN = 4;

/** Has the percussion network write a groove and edits it. The take that needed the fewest edits stays. */
export function writeGroove(
  musicians: Musicians,
  options: { readonly drumming: Drumming; readonly tempo: number; readonly seed: number },
): Audition<readonly (readonly Stroke[])[]> {
  const { drumming, tempo, seed } = options;
  const { style, kit, temperature, topP } = drumming;
  const asked = { style, kit, temperature, topP, tempo, bars: GROOVE_BARS };
  const heard = audition(
    (attempt) => bars(musicians.percussion({ ...asked, seed: deriveSeed(seed, `drums ${attempt}`) })),
    (take) => take.reduce((sum, bar, index) => sum + grooveFaults(bar, index), 0),
    TAKES,
  );
  return { take: heard.take.map(editBar), rejections: heard.rejections };
}

function bars(hits: readonly Stroke[]): readonly (readonly Stroke[])[] {
  return Array.from({ length: GROOVE_BARS }, (_, bar) => {
    const start = bar * SIXTEENTHS_PER_BAR;
    return hits.flatMap((hit) =>
      hit.at >= start && hit.at < start + SIXTEENTHS_PER_BAR ? [{ ...hit, at: hit.at - start }] : [],
    );
  });
}

/** How much of a bar {@link editBar} would change, in strokes. */
function grooveFaults(bar: readonly Stroke[], index: number): number {
  const edited = editBar(bar, index);
  const isIn = (strokes: readonly Stroke[], one: Stroke): boolean =>
    strokes.some(({ at, voice }) => at === one.at && voice === one.voice);
  return edited.filter((one) => !isIn(bar, one)).length + bar.filter((one) => !isIn(edited, one)).length;
}

/**
 * A bar as it is played: the snare on two and four and nowhere else but as a ghost note, a kick on one in the first bar, not too
 * many kicks, and hats that keep the time. In order of time.
 */
export function editBar(bar: readonly Stroke[], index: number): readonly Stroke[] {
  const of = (...voices: readonly Stroke['voice'][]): readonly Stroke[] =>
    bar.filter(({ voice }) => voices.includes(voice));
  const backbeat = BACKBEATS.map((at): Stroke => ({ at, voice: 'snare', velocity: 110, offset: 0 }));
  const ghosts = of('snare')
    .filter(({ at }) => !BACKBEATS.includes(at))
    .map((stroke) => ({ ...stroke, velocity: Math.min(stroke.velocity, GHOST_VELOCITY) }));
  const hats = of('closed hat', 'open hat');
  const edited = [...kicks(of('kick'), index), ...backbeat, ...ghosts, ...(hats.length < HATS_MIN ? eighths() : hats)];
  return edited.sort((a, b) => a.at - b.at);
}

function kicks(played: readonly Stroke[], index: number): readonly Stroke[] {
  const one: Stroke = { at: 0, voice: 'kick', velocity: 104, offset: 0 };
  const started = index === 0 && !played.some(({ at }) => at === 0) ? [one, ...played] : played;
  // The strongest stay, and the one on one before all.
  const weight = ({ at, velocity }: Stroke): number => velocity + (at === 0 ? 128 : 0);
  return [...started].sort((a, b) => weight(b) - weight(a)).slice(0, KICKS_MAX);
}

function eighths(): readonly Stroke[] {
  return Array.from({ length: 8 }, (_, eighth) => {
    return { at: 2 * eighth, voice: 'closed hat', velocity: eighth % 2 === 0 ? 96 : 72, offset: 0 };
  });
}
