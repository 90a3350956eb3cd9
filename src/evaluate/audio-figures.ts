import {
  gainToDb,
  integratedLoudness,
  loudnessRange,
  spectralCentroid,
  stereoCorrelation,
  truePeak,
  type Db,
  type Hertz,
  type Lufs,
  type Stereo,
} from '../dsp/index.ts';
import { decodeOpus, OPUS_PRE_SKIP } from '../radio/index.ts';

/** What can be measured in the sound of a song. */
export interface AudioFigures {
  /** Integrated loudness (ITU-R BS.1770-4). */
  readonly lufs: Lufs;
  /** True peak (BS.1770-4, annex 2). */
  readonly dbtp: Db;
  /** Loudness range in LU (EBU Tech 3342). */
  readonly lra: number;
  readonly centroid: Hertz;
  /** 1 for mono, 0 for channels without anything in common. */
  readonly correlation: number;
}

/** What a listener hears of a song's packets: decoded, without the decoder's lag at the beginning. Throws a RadioError for a packet that is no Opus. */
export function heard(packets: readonly Uint8Array[]): Stereo {
  const { left, right } = decodeOpus(packets);
  return { left: left.subarray(OPUS_PRE_SKIP), right: right.subarray(OPUS_PRE_SKIP) };
}

/** Measures a song's sound. */
export function audioFigures(audio: Stereo): AudioFigures {
  return {
    lufs: integratedLoudness(audio),
    dbtp: gainToDb(truePeak(audio)),
    lra: loudnessRange(audio),
    // Every third frame is enough for a mean over a song.
    centroid: spectralCentroid(audio, { hop: 3072 }),
    correlation: stereoCorrelation(audio),
  };
}
