import { join } from 'node:path';

import type { Score } from '../score/index.ts';
import type { Weights } from './architecture.ts';
import { calibrated, type Calibration } from './classifier-calibration.ts';
import { windowFeatures } from './classifier-features.ts';
import { readClassifier } from './classifier-file.ts';
import { meanLogit, type Calibrations } from './classifier-measures.ts';
import { windowLogit } from './classifier-network.ts';
import type { Genre } from './classifier-songs.ts';
import { gridNotes, musicWindows, type GridNote } from './classifier-windows.ts';
import { modelVersion } from './model-file.ts';

/** What the classifier says of a stretch of music. */
export interface WindowVerdict {
  /** Sixteenths from the beginning of the music. */
  readonly start: number;
  /** Sixteenths. */
  readonly length: number;
  /** Log odds of EDM against Classical, not calibrated. */
  readonly logit: number;
  /** The calibrated probability of EDM. */
  readonly edm: number;
}

/** What the classifier says of a song. */
export interface Verdict {
  readonly genre: Genre;
  /** The calibrated probability of {@link Verdict.genre}, .5 to 1, as if either genre were as likely before. */
  readonly probability: number;
  /** The calibrated probability of EDM. */
  readonly edm: number;
  /** The mean of the windows' logits. */
  readonly logit: number;
  readonly windows: readonly WindowVerdict[];
}

/** The trained classifier, loaded; it needs no backend. */
export interface Classifier {
  readonly version: string;
  /** Judges the notes of a song, drums left out, in any order. Undefined when there are too few to judge by. */
  classify(notes: readonly GridNote[]): Verdict | undefined;
}

/** Loads the classifier from the folder of all models. Throws a ModelError that says what to do when it is missing or doesn't fit. */
export async function loadClassifier(options: { readonly modelsDir: string }): Promise<Classifier> {
  const model = await readClassifier(join(options.modelsDir, 'classifier'));
  return { version: modelVersion(model), classify: (notes) => classifyNotes(model.weights, notes) };
}

/** Judges notes by a classifier's weights; see {@link Classifier.classify}. */
export function classifyNotes(weights: Weights, notes: readonly GridNote[]): Verdict | undefined {
  const calibrations = calibrationsOf(weights);
  const windows = musicWindows(notes).map((window): WindowVerdict => {
    const logit = windowLogit(weights, windowFeatures(window));
    return { start: window.start, length: window.length, logit, edm: calibrated(calibrations.window, logit) };
  });
  if (windows.length === 0) return undefined;
  const logit = meanLogit(windows.map((window) => window.logit));
  const edm = calibrated(calibrations.song, logit);
  return { genre: edm > 0.5 ? 'EDM' : 'Classical', probability: Math.max(edm, 1 - edm), edm, logit, windows };
}

/** The notes of a score as the classifier hears them: all parts but the drums. */
export function scoreNotes(score: Pick<Score, 'parts'>): readonly GridNote[] {
  return gridNotes(score.parts.filter(({ role }) => role !== 'drums').flatMap(({ notes }) => notes));
}

/** The calibrations that a classifier's weights hold. */
export function calibrationsOf(weights: Weights): Calibrations {
  const [songSlope = 1, songOffset = 0, windowSlope = 1, windowOffset = 0] = weights.get('calibration') ?? [];
  return {
    song: { slope: songSlope, offset: songOffset },
    window: { slope: windowSlope, offset: windowOffset },
  };
}

/** A classifier's weights with other calibrations. */
export function withCalibrations(weights: Weights, { song, window }: Calibrations): Weights {
  const flat = ({ slope, offset }: Calibration): readonly number[] => [slope, offset];
  return new Map([...weights, ['calibration', Float32Array.from([...flat(song), ...flat(window)])]]);
}
