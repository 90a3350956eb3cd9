import type { Composer } from '../compose/index.ts';
import { EFFECT_OFF_DB, encodeOpus, type Progress, type Recipe, type SegmentFacts } from '../radio/index.ts';
import { describeChords, describeKey, type Score, writeMidi } from '../score/index.ts';
import type { Recording, Studio } from '../studio/index.ts';

/** A finished song: what a segment's files are written from, and what was recorded on the way. */
export interface Song {
  readonly facts: SegmentFacts;
  /** 20 ms Opus packets. */
  readonly packets: readonly Uint8Array[];
  /** A Standard MIDI File. */
  readonly midi: Uint8Array;
  readonly score: Score;
  readonly recording: Recording;
}

export interface SongOptions {
  readonly id: string;
  readonly recipe: Recipe;
  readonly createdAt: Date;
  readonly onProgress?: (progress: Progress) => void;
}

/** Shares of the whole work, measured on the bench: composing, the studio, encoding. */
const STUDIO_FROM = 0.02;
const STUDIO_TO = 0.87;

/**
 * Composes, records and encodes one song. Everything but the id and the date follows from the recipe, the models and
 * the build. Throws what the rooms throw: ComposeError, StudioError.
 */
export async function makeSong(composer: Composer, studio: Studio, options: SongOptions): Promise<Song> {
  const { id, recipe, createdAt, onProgress } = options;
  const report = (stage: string, done: number) => onProgress?.({ stage, done });

  report('composing', 0);
  const composition = composer.compose(recipe);
  const { score } = composition;
  report('composing', STUDIO_FROM);

  const recording = await studio.record(score, {
    effects: audible({ ...composition.effects, ...recipe.effects }),
    seed: recipe.seed,
    onProgress: ({ stage, done }) => report(stage, STUDIO_FROM + done * (STUDIO_TO - STUDIO_FROM)),
  });

  report('encoding', STUDIO_TO);
  const packets = encodeOpus(recording.master);
  report('encoding', 1);

  return {
    facts: {
      id,
      title: composition.title,
      recipe,
      style: recipe.style,
      seed: recipe.seed,
      key: describeKey(score),
      tempo: score.tempo,
      chords: describeChords(score),
      instruments: recording.instruments,
      effects: recording.effects,
      models: composer.versionsOf(recipe.style),
      seconds: packets.length / 50,
      lufs: round(recording.lufs),
      dbtp: round(recording.dbtp),
      warnings: [...unusedInstruments(recipe, score), ...recording.warnings],
      createdAt: createdAt.toISOString(),
    },
    packets,
    midi: writeMidi(score, { title: composition.title }),
    score,
    recording,
  };
}

/** A sentence for each instrument that was asked for a part which the song does not have. */
function unusedInstruments({ instruments, style }: Recipe, score: Score): readonly string[] {
  const parts = new Set<string>(score.parts.map(({ role }) => role));
  return Object.entries(instruments)
    .filter(([role]) => !parts.has(role))
    .map(([role, name]) => `This song of the style ${style} has no ${role}, so "${name}" does not play.`);
}

/** The layers that are not switched off. */
function audible(layers: Recipe['effects']): Recipe['effects'] {
  return Object.fromEntries(Object.entries(layers).filter(([, db]) => db > EFFECT_OFF_DB));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
