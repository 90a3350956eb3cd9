import { dbToGain, type Stereo } from '../../dsp/index.ts';
import type { Performance } from '../performance.ts';
import type { KeyEvent } from '../timed-notes.ts';
import type { DrumStroke } from './drum-stroke.ts';
import type { KitPatch } from './patch.ts';

/** Time in which a drum falls silent that another one chokes. */
const CHOKE_FRAMES = 240;

/** A soft stroke is not only less loud, but also less bright: noise and metal lose more than the body. */
const BODY_CURVE = 1.2;
const SHINE_CURVE = 1.7;

/** A stroke that sounds, in frames of the part. */
interface Hit {
  readonly stroke: DrumStroke;
  readonly at: number;
  /** From here on it falls silent. */
  readonly choked: number;
  /** Linear gains. */
  readonly body: number;
  readonly shine: number;
}

function endOf({ stroke, at, choked }: Hit): number {
  return Math.min(at + stroke.body.length, choked + CHOKE_FRAMES);
}

/** Adds a hit to a block that begins at a frame of the part, in place. */
function addHit(block: Stereo, from: number, hit: Hit): void {
  const { stroke, at, choked, body, shine } = hit;
  const end = Math.min(from + block.left.length, endOf(hit));
  for (let frame = Math.max(from, at); frame < end; frame += 1) {
    const fade = frame < choked ? 1 : 1 - (frame - choked) / CHOKE_FRAMES;
    const place = frame - at;
    const middle = stroke.body[place]! * body;
    block.left[frame - from]! += (middle * stroke.leftGain + stroke.left[place]! * shine) * fade;
    block.right[frame - from]! += (middle * stroke.rightGain + stroke.right[place]! * shine) * fade;
  }
}

/** For each stroke, the frame of the next one that chokes it; Infinity when there is none. */
function chokeFrames(kit: KitPatch, strokes: readonly KeyEvent[]): readonly number[] {
  const next = new Map<string, number>();
  return strokes
    .toReversed()
    .map(({ pitch, frame }) => {
      const group = kit.sounds.get(pitch)?.chokes;
      if (group === undefined) return Infinity;
      const choked = next.get(group) ?? Infinity;
      next.set(group, frame);
      return choked;
    })
    .reverse();
}

/**
 * Plays key events on a kit. Strokes ring out whatever their notes' length; keys the kit lacks are silent. The same events give the
 * same samples.
 */
export function performKit(
  kit: KitPatch,
  events: readonly KeyEvent[],
  strokeOf: (pitch: number) => DrumStroke,
): Performance {
  const played = events.filter(({ velocity, pitch }) => velocity > 0 && kit.sounds.has(pitch));
  const choked = chokeFrames(kit, played);
  const gain = dbToGain(kit.gain);
  const hitOf = ({ frame, pitch, velocity }: KeyEvent, index: number): Hit => {
    const force = velocity / 127;
    const [body, shine] = [gain * force ** BODY_CURVE, gain * force ** SHINE_CURVE];
    return { stroke: strokeOf(pitch), at: frame, choked: choked[index]!, body, shine };
  };
  let sounding: Hit[] = [];
  let next = 0;
  let now = 0;
  return {
    render(block) {
      block.left.fill(0);
      block.right.fill(0);
      const end = now + block.left.length;
      for (; next < played.length && played[next]!.frame < end; next += 1) sounding.push(hitOf(played[next]!, next));
      for (const hit of sounding) addHit(block, now, hit);
      sounding = sounding.filter((hit) => endOf(hit) > end);
      now = end;
    },
    close() {
      sounding = [];
      next = played.length;
    },
  };
}
