import { SAMPLE_RATE, type Hertz } from '../../dsp/index.ts';
import type { Random } from '../../random/index.ts';

// A talker without words, by a formant synthesiser (D. Klatt, "Software for a cascade/parallel formant synthesizer", JASA 1980).

/** Frames between two settings of the voice; they move linearly in between. */
const STEP = 240;
const STEPS_A_SECOND = SAMPLE_RATE / STEP;

/** First three formants of a man's vowels (G. Peterson and H. Barney 1952, rounded), from "heed" to "who'd". */
const VOWELS: readonly (readonly [Hertz, Hertz, Hertz])[] = [
  [270, 2290, 3010],
  [390, 1990, 2550],
  [530, 1840, 2480],
  [660, 1720, 2410],
  [730, 1090, 2440],
  [570, 840, 2410],
  [440, 1020, 2240],
  [300, 870, 2240],
  [640, 1190, 2390],
  [490, 1350, 1690],
];
const OPEN_VOWEL = 4;

/** Through the nose: what is between the vowels of "mumming". */
const NASAL: readonly [Hertz, Hertz, Hertz] = [260, 1100, 2200];

/** Formants above those three, which hardly move, and the bandwidths of all. */
const UPPER: readonly Hertz[] = [3500, 4600];
const BANDWIDTHS: readonly Hertz[] = [110, 150, 220, 350, 550];

/** How far throat and mouth come in a step: they take 30 to 40 ms to get anywhere. */
const PITCH_GLIDE = 0.17;
const MOUTH_GLIDE = 0.14;

/** After so many silent blocks (40 ms) nothing rings any more. */
const RUNG_OUT = 8;

/** The hiss of an S. */
const TEETH: Hertz = 5500;
const TEETH_BANDWIDTH: Hertz = 2400;

/** How someone talks. */
export interface Talker {
  /** Pitch of the voice: a man's 90 to 140 Hz, a woman's 170 to 240. */
  readonly pitch: Hertz;
  /** How much shorter the mouth is than a man's: 1 to 1.2. */
  readonly brightness: number;
  /** Syllables a second: 4 to 6. */
  readonly pace: number;
  /** Share of the time spent talking rather than listening. */
  readonly share: number;
}

/** The voice's settings, a number each step. */
interface Tracks {
  readonly pitch: Float32Array;
  readonly voiced: Float32Array;
  readonly breath: Float32Array;
  readonly formants: readonly [Float32Array, Float32Array, Float32Array];
}

/** Someone who talks and listens for so long, as one channel at about -20 dBFS while talking. */
export function talk(seconds: number, talker: Talker, random: Random): Float32Array {
  const steps = Math.ceil(seconds * STEPS_A_SECOND) + 2;
  const line = (): Float32Array => new Float32Array(steps);
  const tracks: Tracks = { pitch: line(), voiced: line(), breath: line(), formants: [line(), line(), line()] };
  tracks.pitch.fill(talker.pitch);
  VOWELS[9]!.forEach((hertz, formant) => tracks.formants[formant]!.fill(hertz * talker.brightness));
  let at = random() * 3;
  while (at < seconds) {
    const isLaugh = random() < 0.04;
    const syllables = isLaugh ? 4 + Math.floor(random() * 5) : 3 + Math.floor(random() ** 1.5 * 14);
    const end = speak(tracks, talker, at, syllables, isLaugh, random);
    // Short breaths within a turn, long pauses between turns.
    const pause = random() < 0.6 ? 0.15 + 0.4 * random() : 0.8 + 4 * random();
    at = end + (pause * (1 - talker.share)) / 0.5;
  }
  return sound(tracks, Math.round(seconds * SAMPLE_RATE), talker.brightness, random);
}

/** Writes a phrase into the tracks, which falls in pitch as phrases do. Returns when it ends. */
function speak(
  tracks: Tracks,
  talker: Talker,
  start: number,
  syllables: number,
  isLaugh: boolean,
  random: Random,
): number {
  let at = start;
  const mouth = (vowel: number): readonly Hertz[] =>
    VOWELS[vowel]!.map((hertz) => hertz * talker.brightness * (0.95 + 0.1 * random()));
  const loud = 0.6 + 0.6 * random();
  for (let index = 0; index < syllables; index += 1) {
    const through = index / syllables;
    const stress = isLaugh ? 0.5 : random() < 0.35 ? 1 : random() * 0.5;
    const seconds = isLaugh ? 0.17 : ((0.75 + 0.5 * stress) * (0.75 + 0.5 * random())) / talker.pace;
    const last = index === syllables - 1 ? 1.4 : 1;
    const pitch =
      talker.pitch * (isLaugh ? 1.7 : 1.12 + 0.16 * stress) * (1 - 0.28 * through) * (0.97 + 0.06 * random());
    const vowel = isLaugh ? OPEN_VOWEL : Math.floor(random() * VOWELS.length);
    const consonant = isLaugh
      ? 'breath'
      : (['none', 'breath', 'hiss', 'stop', 'nasal', 'nasal', 'stop'] as const)[Math.floor(random() * 7)]!;
    syllable(tracks, at, seconds * last, {
      pitch,
      slide: isLaugh ? -0.25 : 0.3 * stress * (random() - 0.2) - (index === syllables - 1 ? 0.25 : 0.08),
      from: mouth(vowel),
      to: mouth(random() < 0.5 ? vowel : Math.floor(random() * VOWELS.length)),
      nasal: NASAL.map((hertz) => hertz * talker.brightness),
      level: loud * (0.55 + 0.45 * stress) * (1 - 0.35 * through),
      consonant,
    });
    at += seconds * last;
  }
  return at;
}

interface Syllable {
  readonly pitch: Hertz;
  /** Share by which the pitch rises through the vowel. */
  readonly slide: number;
  /** Formants with which the vowel begins and ends. */
  readonly from: readonly Hertz[];
  readonly to: readonly Hertz[];
  readonly nasal: readonly Hertz[];
  readonly level: number;
  readonly consonant: 'none' | 'breath' | 'hiss' | 'stop' | 'nasal';
}

/** A third of a syllable, at most a tenth of a second, is its consonant; the vowel swells and falls. */
function syllable(
  tracks: Tracks,
  at: number,
  seconds: number,
  { pitch, slide, from, to, nasal, level, consonant }: Syllable,
): void {
  const first = Math.round(at * STEPS_A_SECOND);
  const steps = Math.max(4, Math.round(seconds * STEPS_A_SECOND));
  const before = consonant === 'none' ? 0 : Math.min(Math.round(0.1 * STEPS_A_SECOND), Math.round(steps / 3));
  for (let step = 0; step < steps && first + step < tracks.pitch.length; step += 1) {
    const place = first + step;
    const inVowel = (step - before) / Math.max(1, steps - before);
    const shape = inVowel < 0 ? 0 : Math.sin(Math.PI * Math.min(1, inVowel) ** 0.7) ** 0.6;
    near(tracks.pitch, place, pitch * (1 + slide * (inVowel - 0.4)), PITCH_GLIDE);
    const target = inVowel < 0 && consonant === 'nasal' ? nasal : inVowel < 0.5 ? from : to;
    tracks.formants.forEach((track, formant) => near(track, place, target[formant]!, MOUTH_GLIDE));
    tracks.voiced[place] = level * (inVowel < 0 ? (consonant === 'nasal' ? 0.35 : 0) : shape);
    const hiss = Math.sin((Math.PI * (step + 0.5)) / Math.max(1, before));
    if (inVowel < 0 && consonant === 'hiss') tracks.breath[place] = level * 0.5 * hiss;
    if (inVowel < 0 && consonant === 'breath') tracks.breath[place] = level * 0.16 * hiss;
    // Closed lips, then a puff.
    if (consonant === 'stop' && (step === before - 1 || step === before)) tracks.breath[place] = level * 0.45;
  }
}

/** Takes a track a share of the way from where it was to a value. */
function near(track: Float32Array, place: number, value: number, share: number): void {
  const before = track[Math.max(0, place - 1)]!;
  track[place] = before + (value - before) * share;
}

/** Runs the voice: pulses of the throat through the mouth's formants, and the hiss of teeth and lips beside them. */
function sound(tracks: Tracks, frames: number, brightness: number, random: Random): Float32Array {
  const out = new Float32Array(frames);
  const block = new Float64Array(STEP);
  const formants = BANDWIDTHS.map(resonator);
  const throat = glottis(random);
  const teeth = resonator(TEETH_BANDWIDTH);
  let silent = 0;
  for (let first = 0, step = 0; first < frames; first += STEP, step += 1) {
    silent = tracks.voiced[step] === 0 && tracks.voiced[step + 1] === 0 && tracks.breath[step] === 0 ? silent + 1 : 0;
    if (silent > RUNG_OUT) continue;
    throat(block, tracks.pitch[step]!, tracks.voiced[step]!, tracks.voiced[step + 1]!);
    formants.forEach((ring, formant) =>
      ring(block, tracks.formants[formant]?.[step] ?? UPPER[formant - 3]! * brightness),
    );
    const count = Math.min(STEP, frames - first);
    for (let frame = 0; frame < count; frame += 1) out[first + frame] = 0.09 * block[frame]!;
    const [breath, next] = [tracks.breath[step]!, tracks.breath[step + 1]!];
    if (breath === 0 && next === 0) continue;
    for (let frame = 0; frame < STEP; frame += 1) {
      block[frame] = (2 * random() - 1) * (breath + ((next - breath) * frame) / STEP);
    }
    teeth(block, TEETH);
    for (let frame = 0; frame < count; frame += 1) out[first + frame]! += 0.06 * block[frame]!;
  }
  return out;
}

/** Fills blocks with pulses and a little breath; they fall by 6 dB an octave, what is left of the throat's 12 once it leaves the lips. */
function glottis(random: Random): (block: Float64Array, pitch: Hertz, from: number, to: number) => void {
  let phase = 0;
  let tilt = 0;
  let tremor = 1;
  return (block, pitch, from, to) => {
    const turn = pitch / SAMPLE_RATE;
    for (let frame = 0; frame < STEP; frame += 1) {
      phase += turn * tremor;
      let pulse = 0.9 * (random() - 0.5);
      if (phase >= 1) {
        phase -= 1;
        // No throat is a clock.
        tremor = 0.985 + 0.03 * random();
        pulse = 40;
      }
      tilt += 0.05 * (pulse - tilt);
      block[frame] = tilt * (from + ((to - from) * frame) / STEP);
    }
  };
}

/** One of the mouth's resonances, 0 dB below its own frequency, which may be another from block to block. Works in place. */
function resonator(bandwidth: Hertz): (block: Float64Array, hertz: Hertz) => void {
  const radius = Math.exp((-Math.PI * bandwidth) / SAMPLE_RATE);
  const c = -radius * radius;
  let [y1, y2] = [0, 0];
  return (block, hertz) => {
    const b = 2 * radius * Math.cos((2 * Math.PI * hertz) / SAMPLE_RATE);
    const a = 1 - b - c;
    for (let frame = 0; frame < block.length; frame += 1) {
      const value = a * block[frame]! + b * y1 + c * y2;
      y2 = y1;
      y1 = value;
      block[frame] = value;
    }
  };
}
