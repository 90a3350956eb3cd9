import { binHertz, spectra, type Db, type Hertz, type Stereo } from '../dsp/index.ts';

/** A picture as rows of pixels from the top, three bytes (red, green, blue) each. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What a spectrogram shows: from the frequency at the bottom to the one at the top, a same distance for each octave. */
export const LOWEST: Hertz = 30;
export const HIGHEST: Hertz = 18_000;

/** Lines are drawn at these. */
const MARKS: readonly Hertz[] = [100, 1000, 10_000];

/** Black is this or below, white that or above; powers of a full-scale sine are 0 dB. */
const DARK: Db = -96;
const LIGHT: Db = -24;

/** So few colours that the picture is a small file, so many that it looks smooth. */
const COLOURS = 20;

/** The way from dark to light, through blue, violet and orange: it gets lighter evenly. */
const RAMP = [
  [6, 6, 24],
  [50, 24, 104],
  [140, 42, 118],
  [222, 82, 74],
  [252, 166, 60],
  [252, 250, 200],
] as const;

const LINE = [96, 96, 110] as const;

const SIZE = 4096;

/** The power of a sound over time (across) and frequency (upwards, in octaves); lines at 100 Hz, 1 kHz, 10 kHz, and every ten seconds. */
export function spectrogram(
  audio: Stereo,
  { width, height }: { readonly width: number; readonly height: number },
): Picture {
  const data = new Uint8Array(width * height * 3);
  const hop = Math.ceil(audio.left.length / width);
  const palette = Array.from({ length: COLOURS }, (_, index) => colourAt(index / (COLOURS - 1)));
  let column = 0;
  for (const power of spectra(audio, { size: SIZE, hop })) {
    if (column >= width) break;
    for (let row = 0; row < height; row += 1) {
      const [from, to] = [binOf(hertzAt(row + 1, height)), binOf(hertzAt(row, height))];
      let most = between(power, (from + to) / 2);
      for (let bin = Math.ceil(from); bin <= to; bin += 1) most = Math.max(most, power[bin]!);
      const share = (10 * Math.log10(most) - DARK) / (LIGHT - DARK);
      const colour = palette[Math.round(Math.max(0, Math.min(1, share || 0)) * (COLOURS - 1))]!;
      data.set(colour, (row * width + column) * 3);
    }
    column += 1;
  }
  const tenSeconds = (480_000 * width) / audio.left.length;
  for (const hertz of MARKS) dashes(width, 1, (x) => data.set(LINE, (rowOf(hertz, height) * width + x) * 3));
  for (let x = tenSeconds; x < width; x += tenSeconds) {
    dashes(height, 3, (row) => data.set(LINE, (row * width + Math.round(x)) * 3));
  }
  return { width, height, data };
}

/** The row of a picture of this height in which a frequency lies. */
export function rowOf(hertz: Hertz, height: number): number {
  return Math.floor((height * Math.log(HIGHEST / hertz)) / Math.log(HIGHEST / LOWEST));
}

function hertzAt(row: number, height: number): Hertz {
  return HIGHEST * (LOWEST / HIGHEST) ** (row / height);
}

function binOf(hertz: Hertz): number {
  return hertz / binHertz(1, SIZE);
}

/** The power between two bins, where rows are narrower than bins. */
function between(power: Float64Array, bin: number): number {
  const below = Math.floor(bin);
  return power[below]! + (bin - below) * (power[below + 1]! - power[below]!);
}

function colourAt(share: number): readonly number[] {
  const place = share * (RAMP.length - 1);
  const below = Math.min(RAMP.length - 2, Math.floor(place));
  return RAMP[below]!.map((value, index) => Math.round(value + (place - below) * (RAMP[below + 1]![index]! - value)));
}

/** Calls with every place of a line that is drawn: four on, `pause` times four off. */
function dashes(length: number, pause: number, draw: (place: number) => void): void {
  for (let place = 0; place < length; place += 1) if (place % (4 * (1 + pause)) < 4) draw(place);
}
