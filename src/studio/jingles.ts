import path from 'node:path';
import {
  SAMPLE_RATE,
  fadeEnds,
  integratedLoudness,
  loudestStretch,
  scale,
  dbToGain,
  type Stereo,
} from '../dsp/index.ts';
import { listFolder } from './font-shelf.ts';
import { master, type Mastered } from './master.ts';
import { StudioError } from './studio-error.ts';
import { readWav } from './wav/read-wav.ts';
import { resampled } from './wav/wav-effect.ts';

/** Longer than this is a programme, not a jingle. */
const LONGEST_SECONDS = 30;

/** Shorter than this, gates have nothing to choose from: the loudest moment is what counts. */
const SHORT_SECONDS = 3;

/** What the meter needs at least. */
const MOMENT_SECONDS = 0.4;

/** Jingles end on whole packets of 20 ms. */
const PACKET_FRAMES = 960;

/** Against a click where a file begins or ends at once. */
const FADE_SECONDS = 0.004;

/** A jingle or a spoken-word sting, ready for the air: mastered like a song (-14 LUFS, at most -2.5 dBTP), in whole packets of 20 ms. */
export interface Jingle extends Mastered {
  readonly kind: 'jingle';
  /** The file's name without its ending. */
  readonly name: string;
  readonly audio: Stereo;
}

/** A file that is no jingle, and why, in a line for people. */
export interface JingleProblem {
  readonly kind: 'problem';
  readonly problem: string;
}

/**
 * Reads the WAV files of a folder (`effects/jingles/`) one after another, in order of their names: each comes ready at 48 kHz, or as a
 * problem. What is longer than 30 s, silent or no WAV is a problem. One jingle of 30 s is 12 MB and takes about half a second to make:
 * encode it (`encodeOpus`) and let go of it before asking for the next, in a worker rather than beside the clock.
 * A missing folder has none. Throws a StudioError when the folder can't be read.
 *
 *     for await (const found of readJingles(folder)) if (found.kind === 'jingle') packets.set(found.name, encodeOpus(found.audio));
 */
export async function* readJingles(folder: string): AsyncGenerator<Jingle | JingleProblem, void, void> {
  for (const file of (await listFolder(folder)).filter((entry) => /\.wav$/i.test(entry)).toSorted()) {
    try {
      yield await readJingle(path.join(folder, file));
    } catch (error) {
      if (!(error instanceof StudioError)) throw error;
      yield { kind: 'problem', problem: `${file} is no usable jingle and was skipped: ${error.message}` };
    }
  }
}

async function readJingle(file: string): Promise<Jingle> {
  const wav = await readWav(file);
  const seconds = wav.channels[0].length / wav.rate;
  if (seconds > LONGEST_SECONDS) throw new StudioError(`it is longer than ${LONGEST_SECONDS} seconds`);
  const audio = inPackets(resampled(wav, 0, wav.channels[0].length));
  fadeEnds(audio, FADE_SECONDS);
  return { kind: 'jingle', name: path.parse(file).name, audio, ...levelled(audio) };
}

/** Stereo of its own (a mono file's channels are one), as long as whole packets and as the meter needs. */
function inPackets({ left, right }: Stereo): Stereo {
  const frames = Math.max(MOMENT_SECONDS * SAMPLE_RATE, Math.ceil(left.length / PACKET_FRAMES) * PACKET_FRAMES);
  const audio = { left: new Float32Array(frames), right: new Float32Array(frames) };
  audio.left.set(left);
  audio.right.set(right);
  return audio;
}

/** Masters a jingle in place; a short one so that its loudest moment is as loud as a song, rather than the mean with its tail. */
function levelled(audio: Stereo): Mastered {
  if (integratedLoudness(audio) === -Infinity) throw new StudioError('it is too quiet to be heard');
  const mastered = master(audio);
  if (audio.left.length >= SHORT_SECONDS * SAMPLE_RATE) return mastered;
  const excess = loudestStretch(audio, MOMENT_SECONDS) - mastered.lufs;
  if (excess <= 0) return mastered;
  scale(audio, dbToGain(-excess));
  return { lufs: mastered.lufs - excess, dbtp: mastered.dbtp - excess };
}
