import { integratedLoudness, SAMPLE_RATE, type Lufs, type Stereo } from '../dsp/index.ts';
import { ticksToSeconds, type Score, type Section } from '../score/index.ts';

/**
 * By how many LU the drops of a song are louder than the break before each, the least of them. Undefined for a song without a drop after
 * a break. `musicStart`: the second of the sound at which the score begins.
 */
export function dropRise(audio: Stereo, score: Score, musicStart: number): number | undefined {
  const loudness = ({ start, duration }: Section): Lufs => {
    const frame = (ticks: number) => Math.round((musicStart + ticksToSeconds(ticks, score.tempo)) * SAMPLE_RATE);
    const [from, to] = [frame(start), frame(start + duration)];
    return integratedLoudness({ left: audio.left.subarray(from, to), right: audio.right.subarray(from, to) });
  };
  let lastBreak: Section | undefined;
  let least: number | undefined;
  for (const section of score.sections) {
    if (section.name === 'break') lastBreak = section;
    if (section.name !== 'drop' || lastBreak === undefined) continue;
    least = Math.min(least ?? Infinity, loudness(section) - loudness(lastBreak));
  }
  return least;
}
