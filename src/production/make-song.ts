import type { Composer, Composition } from '../compose/index.ts';
import {
  EFFECT_OFF_DB,
  OpusEncoder,
  packetsFor,
  PACKET_SAMPLES,
  type SongProgress,
  type Recipe,
  type Segment,
  type SegmentFacts,
  type SongTiming,
} from '../radio/index.ts';
import {
  describeChords,
  describeKey,
  lackText,
  PART_ROLES,
  PPQ,
  type Lack,
  type Score,
  type ScoreMetrics,
  ticksToSeconds,
  writeMidi,
} from '../score/index.ts';
import type { Recording, RecordOptions, Studio } from '../studio/index.ts';

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
  /** Keeps each part's stem in the recording. Default: false. */
  readonly stems?: boolean;
  readonly onProgress?: (progress: SongProgress) => void;
  /** Called once with the beginning of a song that is long enough, while the rest is still played: see SegmentSource. */
  readonly onOpening?: (opening: Segment) => void;
}

/** Shares of the whole work, measured on the bench: composing, the studio, encoding. */
const STUDIO_FROM = 0.02;
const STUDIO_TO = 0.87;

/** What every master comes out at, within some tenths: what an opening's facts say before the song is measured. */
const EXPECTED = { lufs: -14, dbtp: -2.5 };

/**
 * Composes, records and encodes one song. Everything but the id and the date follows from the recipe, the models and
 * the build. Networks that can't be had are stood in for by the shipped ones, with a warning. Throws what the rooms throw: ComposeError, StudioError.
 */
export async function makeSong(anyComposer: Composer, studio: Studio, options: SongOptions): Promise<Song> {
  const { id, createdAt, onProgress, onOpening } = options;
  const report = (stage: SongProgress['stage'], done: number) => onProgress?.({ stage, done });

  report('composing', 0);
  const { composer, problem } = await anyComposer.playedBy(options.recipe.models);
  // What is noted is how it was composed, so that nothing is learnt of networks that did not play.
  const recipe = problem === undefined ? options.recipe : withoutModels(options.recipe);
  const composition = composer.compose(recipe);
  const { score, title } = composition;
  report('composing', STUDIO_FROM);

  const factsOf = (heard: Heard, packets: number): SegmentFacts => ({
    id,
    title,
    recipe,
    style: recipe.style,
    seed: recipe.seed,
    key: describeKey(score),
    tempo: score.tempo,
    chords: describeChords(score),
    instruments: heard.instruments,
    effects: heard.effects,
    models: composer.versionsOf(recipe.style),
    seconds: packets / 50,
    lufs: round(heard.lufs),
    dbtp: round(heard.dbtp),
    timing: timingOf(score, heard, composer.traitsOf(recipe.style).family),
    metrics: measured(composition.metrics),
    rejections: composition.rejections,
    ...told([...otherNetworks(options.recipe, problem), ...unusedInstruments(recipe, score), ...heard.lacks]),
    createdAt: createdAt.toISOString(),
  });

  const encoder = new OpusEncoder();
  let opening: readonly Uint8Array[] = [];
  const recording = await studio.record(score, {
    ...takeOf(composition, recipe),
    stems: options.stems ?? false,
    onProgress: ({ stage, done }) => report(stage, STUDIO_FROM + done * (STUDIO_TO - STUDIO_FROM)),
    ...(onOpening === undefined
      ? {}
      : {
          onOpening: (beginning) => {
            opening = encoder.encode(beginning.audio, 0, beginning.audio.left.length / PACKET_SAMPLES);
            const facts = factsOf({ ...beginning, ...EXPECTED }, packetsFor(beginning.frames));
            onOpening({ facts, packets: opening });
          },
        }),
  });

  report('encoding', STUDIO_TO);
  const count = packetsFor(recording.master.left.length);
  const packets = [...opening, ...encoder.encode(recording.master, opening.length, count)];
  report('encoding', 1);

  const midi = writeMidi(score, { title });
  return { facts: factsOf(recording, count), packets, midi, score, recording };
}

/** What a composition is recorded with. */
export function takeOf(
  { effects, mix }: Pick<Composition, 'effects' | 'mix'>,
  recipe: Recipe,
): Pick<RecordOptions, 'effects' | 'asked' | 'seed' | 'mix'> {
  return {
    effects: audible({ ...effects, ...recipe.effects }),
    asked: Object.keys(recipe.effects),
    seed: recipe.seed,
    ...(mix === undefined ? {} : { mix }),
  };
}

/** What facts tell of a recording. */
type Heard = Pick<Recording, 'instruments' | 'effects' | 'music' | 'lufs' | 'dbtp' | 'lacks'>;

/** Where the music lies in the recording. */
export function timingOf(score: Score, { music }: Pick<Recording, 'music'>, family: SongTiming['family']): SongTiming {
  const [beats, value] = score.meter;
  const bar = (beats * PPQ * 4) / value;
  const barsOf = (section: Score['sections'][number] | undefined) => Math.floor((section?.duration ?? 0) / bar);
  return {
    family,
    musicStart: music.start,
    musicEnd: music.end,
    barSeconds: ticksToSeconds(bar, score.tempo),
    introBars: barsOf(score.sections[0]),
    outroBars: barsOf(score.sections.at(-1)),
  };
}

/** What is lacking, in sentences and as data. */
function told(lacks: readonly Lack[]): Pick<SegmentFacts, 'warnings' | 'lacks'> {
  return { warnings: lacks.map(lackText), ...(lacks.length === 0 ? {} : { lacks }) };
}

function otherNetworks({ models }: Recipe, why: string | undefined): readonly Lack[] {
  return models === undefined || why === undefined ? [] : [{ kind: 'no-networks', name: models, why }];
}

/** The instruments that were asked for parts which the song does not have. */
function unusedInstruments({ instruments, style }: Recipe, score: Score): readonly Lack[] {
  const parts = new Set<string>(score.parts.map(({ role }) => role));
  return PART_ROLES.flatMap((role) => {
    const name = instruments[role];
    return name === undefined || parts.has(role) ? [] : [{ kind: 'no-part', style, role, name } as const];
  });
}

function withoutModels({ models: _, ...rest }: Recipe): Recipe {
  return rest;
}

/** What could be measured of a score: without notes some measures are no numbers. */
function measured(metrics: ScoreMetrics): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(metrics).filter(([, value]) => Number.isFinite(value)));
}

/** The layers that are not switched off. */
function audible(layers: Recipe['effects']): Recipe['effects'] {
  return Object.fromEntries(Object.entries(layers).filter(([, db]) => db > EFFECT_OFF_DB));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
