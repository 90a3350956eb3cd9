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

/** Excerpts of a song: what its loudness is judged by before it is played. */
export interface Medley {
  readonly excerpts: readonly Excerpt[];
  /** Length of each excerpt with what leads into it, which is not measured; a whole number of blocks. */
  readonly frames: number;
  readonly lead: number;
  /** About how powerful each part is in each excerpt-long stretch of the song, on a scale of the part's own. */
  readonly activity: readonly (readonly number[])[];
  /** The middles of all stretches. */
  readonly middles: readonly Ticks[];
}

/** A stretch of a song with what leads into it. */
export interface Excerpt {
  readonly stretch: number;
  /** By part: its notes, in frames from the excerpt's beginning; none while it rests. */
  readonly parts: readonly (readonly Note[])[];
}

/** Picks the stretches in which parts are busiest, until all have been seen. */
export function medleyOf(score: Score, toFrame: (ticks: Ticks) => number): Medley {
  const bar = (PPQ * 4 * score.meter[0]) / score.meter[1];
  const barSeconds = (toFrame(bar) - toFrame(0)) / SAMPLE_RATE;
  const length = bar * Math.max(1, Math.round(EXCERPT_SECONDS / barSeconds));
  const stretches = Math.max(1, Math.floor(score.duration / length));
  const ticksHeld = (HELD_SECONDS / barSeconds) * bar;
  const activity = score.parts.map(({ notes }) => activityOf(notes, length, stretches, ticksHeld));
  const leadTicks = (LEAD_SECONDS / barSeconds) * bar;
  const lead = toFrame(leadTicks) - toFrame(0);
  return {
    excerpts: choose(activity, stretches).map((stretch) => ({
      stretch,
      parts: score.parts.map(({ notes }) =>
        excerpt(notes, stretch * length - leadTicks, (stretch + 1) * length, toFrame),
      ),
    })),
    frames: Math.ceil((lead + toFrame(length) - toFrame(0)) / BLOCK_FRAMES) * BLOCK_FRAMES,
    lead,
    activity,
    middles: Array.from({ length: stretches }, (_, stretch) => (stretch + 0.5) * length),
  };
}

/** What is measured of excerpts' sound: all but what leads into each, joined; silence where one is missing. */
export function heard(excerpts: readonly (Stereo | undefined)[], { frames, lead }: Medley): Stereo {
  const all = silence((frames - lead) * excerpts.length);
  for (const [place, excerpt] of excerpts.entries()) {
    if (excerpt === undefined) continue;
    all.left.set(excerpt.left.subarray(lead), place * (frames - lead));
    all.right.set(excerpt.right.subarray(lead), place * (frames - lead));
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
function excerpt(notes: readonly Note[], from: Ticks, to: Ticks, toFrame: (ticks: Ticks) => number): readonly Note[] {
  const origin = toFrame(from);
  return notes
    .filter(({ start, duration }) => start < to && start + duration > from)
    .map((note) => {
      const start = Math.max(0, toFrame(note.start) - origin);
      const end = Math.min(toFrame(to), toFrame(note.start + note.duration)) - origin;
      return { ...note, start, duration: Math.max(1, end - start) };
    })
    .sort((a, b) => a.start - b.start || a.pitch - b.pitch);
}
