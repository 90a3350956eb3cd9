import { SAMPLE_RATE, silence, type Stereo } from '../dsp/index.ts';
import { BLOCK_FRAMES } from './performance.ts';
import { PPQ, type Note, type Score, type Ticks } from '../score/index.ts';

/** About how long an excerpt is; it is a whole number of bars. */
const EXCERPT_SECONDS = 2.6;

/** What is played of the song before each excerpt, not measured: notes that are held into it have swelled by then. */
const LEAD_SECONDS = 1.4;

/** Excerpts of a medley, unless it takes more to hear every part: each costs as much as that much of a song. */
const MOST_EXCERPTS = 3;

/** An excerpt that shows no part at least this much busier than the excerpts before it is not worth its time. */
const WORTH = 0.35;

/** A note's power grows with its velocity like this: between the curves of SoundFonts and of our own patches. */
const VELOCITY_POWER = 3;

/** A note that is held on adds little: most instruments die away. */
const HELD_SECONDS = 1.2;

/** Excerpts of a song, one after another: what its loudness is judged by before it is played. */
export interface Medley {
  /** Each part's notes, in frames from the medley's beginning. */
  readonly parts: readonly (readonly Note[])[];
  readonly frames: number;
  /** Length of an excerpt and of what leads into it: one after another, they make up the medley. */
  readonly excerpt: number;
  readonly lead: number;
  /**
   * About how powerful each part is in each excerpt-long stretch of the song, on a scale of the part's own; and which of the
   * stretches are in the medley.
   */
  readonly activity: readonly (readonly number[])[];
  readonly chosen: readonly number[];
  /** The middles of all stretches. */
  readonly middles: readonly Ticks[];
}

/** Picks the stretches in which parts are busiest, until all have been seen, and lays them one after another. */
export function medleyOf(score: Score, toFrame: (ticks: Ticks) => number): Medley {
  const bar = (PPQ * 4 * score.meter[0]) / score.meter[1];
  const barSeconds = (toFrame(bar) - toFrame(0)) / SAMPLE_RATE;
  const length = bar * Math.max(1, Math.round(EXCERPT_SECONDS / barSeconds));
  const stretches = Math.max(1, Math.floor(score.duration / length));
  const ticksHeld = (HELD_SECONDS / barSeconds) * bar;
  const activity = score.parts.map(({ notes }) => activityOf(notes, length, stretches, ticksHeld));
  const chosen = choose(activity, stretches);
  const leadTicks = (LEAD_SECONDS / barSeconds) * bar;
  const lead = toFrame(leadTicks) - toFrame(0);
  const whole = lead + toFrame(length) - toFrame(0);
  return {
    parts: score.parts.map(({ notes }) =>
      chosen.flatMap((stretch, place) =>
        excerpt(notes, stretch * length - leadTicks, (stretch + 1) * length, toFrame, place * whole),
      ),
    ),
    frames: Math.ceil((chosen.length * whole) / BLOCK_FRAMES) * BLOCK_FRAMES,
    excerpt: whole - lead,
    lead,
    activity,
    chosen,
    middles: Array.from({ length: stretches }, (_, stretch) => (stretch + 0.5) * length),
  };
}

/** The excerpts of a medley's sound without what leads into them. */
export function heard({ left, right }: Stereo, { excerpt, lead, chosen }: Medley): Stereo {
  const all = silence(excerpt * chosen.length);
  for (let place = 0; place < chosen.length; place += 1) {
    const from = place * (lead + excerpt) + lead;
    all.left.set(left.subarray(from, from + excerpt), place * excerpt);
    all.right.set(right.subarray(from, from + excerpt), place * excerpt);
  }
  return all;
}

function activityOf(notes: readonly Note[], length: Ticks, stretches: number, held: Ticks): readonly number[] {
  const activity = new Array<number>(stretches).fill(0);
  for (const { start, duration, velocity } of notes) {
    const power = (velocity / 127) ** VELOCITY_POWER;
    const end = start + Math.min(duration, held);
    for (let stretch = Math.floor(start / length); stretch < stretches && stretch * length < end; stretch += 1) {
      const overlap = Math.min(end, (stretch + 1) * length) - Math.max(start, stretch * length);
      activity[stretch]! += (power * overlap) / length;
    }
  }
  return activity;
}

/** In the order of the song. */
function choose(activity: readonly (readonly number[])[], stretches: number): readonly number[] {
  const relative = activity.map((part) => {
    const most = Math.max(...part);
    return part.map((value) => (most === 0 ? 0 : value / most));
  });
  const seen = relative.map(() => 0);
  const chosen: number[] = [];
  for (;;) {
    const unheard = relative.findIndex((part, index) => seen[index] === 0 && part.some((value) => value > 0));
    if (chosen.length >= MOST_EXCERPTS && unheard === -1) break;
    // Once the medley is long enough, it goes on only for parts that have not been heard at all.
    const gain = (stretch: number): number =>
      relative.reduce((sum, part, index) => {
        if (chosen.length >= MOST_EXCERPTS && index !== unheard) return sum;
        return sum + Math.max(0, part[stretch]! - seen[index]!);
      }, 0);
    let best = 0;
    for (let stretch = 1; stretch < stretches; stretch += 1) if (gain(stretch) > gain(best)) best = stretch;
    if (chosen.length > 0 && unheard === -1 && gain(best) < WORTH) break;
    chosen.push(best);
    relative.forEach((part, index) => (seen[index] = Math.max(seen[index]!, part[best]!)));
  }
  return chosen.toSorted((a, b) => a - b);
}

/** The notes that sound between two times, cut to them. */
function excerpt(
  notes: readonly Note[],
  from: Ticks,
  to: Ticks,
  toFrame: (ticks: Ticks) => number,
  place: number,
): readonly Note[] {
  const origin = toFrame(from);
  return notes
    .filter(({ start, duration }) => start < to && start + duration > from)
    .map((note) => {
      const start = Math.max(0, toFrame(note.start) - origin);
      const end = Math.min(toFrame(to), toFrame(note.start + note.duration)) - origin;
      return { ...note, start: place + start, duration: Math.max(1, end - start) };
    })
    .sort((a, b) => a.start - b.start || a.pitch - b.pitch);
}
