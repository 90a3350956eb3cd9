export { BACKEND_RUNGS, chooseBackend, type BackendRung, type ChosenBackend } from './backend.ts';
export { closenessTo, lessonBars, scoreBars, type BarShape, type Closeness } from './blend-timeline.ts';
export { inMode } from './blend-lessons.ts';
export { blendMusicians } from './blend-musicians.ts';
export { takeTurns } from './blend-turns.ts';
export { tuneNetworks, type TuningOptions } from './blend-tuning.ts';
export * from './candidates.ts';
export type { EpochFacts } from './checkpoint.ts';
export { encodeChords } from './chord-codec.ts';
export { encodeNotes } from './notes-codec.ts';
export { finishedModel } from './finished-model.ts';
export { GENRE_NETWORKS, genreFolders, isGenreName, loadGenre } from './genre.ts';
export { loadMusicians } from './load-musicians.ts';
export { lossCurve, lossCurveText } from './loss-curve.ts';
export * from './model-error.ts';
export { modelVersion, type Model } from './model-file.ts';
export * from './musicians.ts';
export { NETWORK_NAMES, type NetworkName } from './network-kinds.ts';
export { trainModel, type TrainingData, type TrainModelOptions } from './train-model.ts';
export { encodePercussion, type DrumHit, type GrooveSetting } from './percussion-codec.ts';
export { encodeRoll, type RollEvent, type RollGenre } from './roll-codec.ts';
export type { PercussionRequest } from './sample-percussion.ts';
export type { RollRequest } from './sample-roll.ts';
export { withNetworks, type Exchanged, type TrainedNetwork } from './tuned-musicians.ts';
export { describeEpoch, timeLeft, TrainingPace } from './training-report.ts';
export type { TrainingProgress } from './training.ts';
export type { TokenSequence } from './token-sequence.ts';
export { baselines, type Baselines } from './baseline.ts';
export { lineOfEvents, lineOfNotes, lineOfRoll } from './melody-lines.ts';
export { readModel } from './model-file.ts';
export { NETWORK_KINDS } from './network-kinds.ts';
export { ngramBaseline, type HeadNgram } from './ngram-baseline.ts';
export * from './originality.ts';
export { readOriginality, writeOriginality } from './originality-file.ts';
export { measureLoss } from './training.ts';
export {
  classifyNotes,
  loadClassifier,
  scoreNotes,
  type Classifier,
  type Verdict,
  type WindowVerdict,
} from './classifier.ts';
export { DIAL_SETTINGS, dialText, measureDial, type DialOptions, type DialReport } from './classifier-dial.ts';
export type { ClassifierFacts, ClassifierModel } from './classifier-file.ts';
export type { ClassifierMeasures, Confusion } from './classifier-measures.ts';
export { trainClassifier, type TrainClassifierOptions } from './classifier-model.ts';
export { hearSong, type ClassifierSong, type Genre } from './classifier-songs.ts';
export { gridNotes, rollNotes, WINDOW, type GridNote } from './classifier-windows.ts';
