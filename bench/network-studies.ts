import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buildLessons, type MelodyLesson } from '../src/corpus/index.ts';
import { cell, textTable } from '../src/evaluate/index.ts';
import {
  chooseBackend,
  checkOriginality,
  encodeNotes,
  GRAM,
  lineOfEvents,
  measureLoss,
  NETWORK_KINDS,
  originalityIndex,
  type LineNote,
  type MelodyEvent,
  type TokenSequence,
} from '../src/model/index.ts';
import type { Architecture } from '../src/model/architecture.ts';
import { FORM_INPUTS } from '../src/model/form-place.ts';
import type { CarriedState } from '../src/model/network-loss.ts';
import { NetworkPlayer, type Choose } from '../src/model/network-player.ts';
import { sampleNotes } from '../src/model/sample-music.ts';
import { trainNetwork } from '../src/model/training.ts';
import { barsRepeated, TICKS_PER_SIXTEENTH } from '../src/score/index.ts';

// Two studies on the network that writes notes, made small: how long the sequences are that it learns from, and which of the last
// event's three embeddings and of the inputs beyond the sequence it is given. `node bench/network-studies.ts CORPUS [ROWS]` prints a table
// of the rows whose names contain ROWS, and JSON.

/** What a small network learns from, in the order of the studies' rows. */
interface Trial {
  readonly name: string;
  /** Events in a sequence; the network's memory is blank at the beginning of each. */
  readonly length: number;
  /** Inputs that always say "nothing yet". */
  readonly blank: readonly string[];
}

/** What sounded some bars ago: with it a network would remember beyond its sequence. */
const LONG_MEMORY = ['two bars ago', 'four bars ago', 'eight bars ago'].flatMap((ago) => [ago, `left ${ago}`]);
/** The place in the song's form. */
const FORM = FORM_INPUTS.map(({ name }) => name);
const TRIALS: readonly Trial[] = [
  ...[3, 7, 15, 30, 100, 150].map((length) => ({
    name: `sequences of ${length}`,
    length,
    blank: [...LONG_MEMORY, ...FORM],
  })),
  { name: '1 embedding: pitch', length: 100, blank: [...LONG_MEMORY, ...FORM, 'length', 'velocity'] },
  { name: '2 embeddings: pitch, length', length: 100, blank: [...LONG_MEMORY, ...FORM, 'velocity'] },
  { name: '3 embeddings, and bars ago', length: 100, blank: FORM },
  { name: '3 embeddings, bars ago, and section', length: 100, blank: [] },
];

/** The size of a study: the same songs, the same events and the same number of steps for each trial. */
const SIZE = {
  trainEvents: 80_000,
  heldOutEvents: 10_000,
  epochs: 9,
  hidden: 64,
  layers: 1,
  eventsInAStep: 1050,
} as const;
const SEED = 3;
/** Songs that are sampled from each network, over the chords of songs that it did not learn from. */
const SAMPLES = 12;
const BARS_MIN = 16;

const ARCHITECTURE: Architecture = { ...NETWORK_KINDS.notes.architecture, layers: SIZE.layers, hidden: SIZE.hidden };

/** A network that is given what its trial gives: blank inputs, and a blank memory at the beginning of each sequence. */
class TrialPlayer extends NetworkPlayer {
  readonly #trial: Trial;
  #steps = 0;

  constructor(weights: ConstructorParameters<typeof NetworkPlayer>[1], trial: Trial) {
    super(ARCHITECTURE, weights);
    this.#trial = trial;
  }

  override step(inputs: readonly number[], state: CarriedState, choose: Choose) {
    const from = this.#steps % this.#trial.length === 0 ? this.begin() : state;
    this.#steps += 1;
    const given = inputs.map((value, field) => (isBlank(this.#trial, field) ? none(field) : value));
    return super.step(given, from, choose);
  }
}

function isBlank({ blank }: Trial, field: number): boolean {
  return blank.includes(ARCHITECTURE.inputs[field]?.name ?? '');
}

function none(field: number): number {
  return (ARCHITECTURE.inputs[field]?.size ?? 1) - 1;
}

/** Sequences of the trial's length, with its blanks. */
function cut(sequences: readonly TokenSequence[], trial: Trial): readonly TokenSequence[] {
  return sequences.flatMap(({ length, inputs, targets }) =>
    Array.from({ length: Math.ceil(length / trial.length) }, (_, part) => {
      const from = part * trial.length;
      const to = Math.min(length, from + trial.length);
      return {
        length: to - from,
        inputs: inputs.map((row, field) =>
          isBlank(trial, field) ? new Int32Array(to - from).fill(none(field)) : row.slice(from, to),
        ),
        targets: targets.map((row) => row.slice(from, to)),
      };
    }),
  );
}

/** Lessons up to a number of events. */
function upTo(events: number, lessons: readonly MelodyLesson[]): readonly MelodyLesson[] {
  let sum = 0;
  return lessons.filter(({ notes }) => {
    const fits = sum < events;
    sum += notes.length;
    return fits;
  });
}

function repetition(events: readonly MelodyEvent[]): number {
  return barsRepeated(
    lineOfEvents(events).map(({ start, pitch }) => ({
      start: start * TICKS_PER_SIXTEENTH,
      pitch,
      duration: 1,
      velocity: 80,
    })),
  );
}

/** What lines repeat of themselves, and what they share with what was learnt. */
function overlap(lines: readonly (readonly LineNote[])[], learnt: readonly (readonly LineNote[])[]) {
  const coarse = originalityIndex(learnt, GRAM);
  const fine = originalityIndex(learnt, 4);
  const longest = lines.map((line) => checkOriginality(line, fine).longest).sort((a, b) => a - b);
  const shared = lines.map((line) => checkOriginality(line, coarse).sharedShare);
  return {
    longestMedian: longest[Math.floor(longest.length / 2)] ?? 0,
    longest: longest.at(-1) ?? 0,
    shared: average(shared),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

const [corpus, rowsAsked = ''] = process.argv.slice(2);
if (corpus === undefined) throw new Error('Say which folder to learn from: node bench/network-studies.ts CORPUS');
const folder = await mkdtemp(path.join(os.tmpdir(), 'raindial-studies-'));
try {
  const { name: backend } = await chooseBackend();
  const { melodies } = await buildLessons(corpus);
  const train = upTo(
    SIZE.trainEvents,
    melodies.filter(({ split }) => split === 'train'),
  );
  const heldOut = upTo(
    SIZE.heldOutEvents,
    melodies.filter(({ split }) => split === 'validation'),
  );
  const learnt = train.map(({ notes }) => lineOfEvents(notes));
  const asked = heldOut
    .filter(({ chords }) => chords.reduce((sum, { beats }) => sum + beats, 0) >= 4 * BARS_MIN)
    .slice(0, SAMPLES);
  const rows: object[] = [];
  const table: string[][] = [
    ['', 'bits a note or rest', 'bars repeated', 'longest: median', 'highest', 'in shared 12-grams', 'seconds'],
  ];
  const people = heldOut.map(({ notes }) => notes);
  const human = { repeated: average(people.map(repetition)), ...overlap(people.map(lineOfEvents), learnt) };
  for (const trial of TRIALS.filter(({ name }) => name.includes(rowsAsked))) {
    const data = { train: cut(train.map(encodeNotes), trial), heldOut: cut(heldOut.map(encodeNotes), trial) };
    const lanes = Math.round(SIZE.eventsInAStep / trial.length);
    const schedule = {
      seed: SEED,
      epochs: SIZE.epochs,
      lanes,
      steps: trial.length,
      learningRate: 5e-3,
      dropout: 0.1,
      patience: 99,
    };
    const trained = await trainNetwork(ARCHITECTURE, data, {
      schedule,
      checkpoint: path.join(folder, `${trial.name.replace(/\W+/g, '-')}.bin`),
      dataHash: trial.name,
      resume: false,
      now: () => performance.now(),
    });
    const byHead = await measureLoss(ARCHITECTURE, trained.weights, data.heldOut, schedule);
    const songs = asked.map(({ mode, chords }, seed) => {
      const player = new TrialPlayer(trained.weights, trial);
      return sampleNotes(player, { mode, chords, seed, temperature: 1, topP: 0.95 });
    });
    const found = { repeated: average(songs.map(repetition)), ...overlap(songs.map(lineOfEvents), learnt) };
    const bits = byHead.reduce((sum, value) => sum + value, 0);
    const seconds = trained.history.reduce((sum, epoch) => sum + epoch.seconds, 0);
    rows.push({ trial: trial.name, bits, byHead, ...found, seconds });
    table.push([trial.name, cell(bits), ...cells(found), cell(seconds, 0)]);
    console.error(`${trial.name}: ${cell(bits)} bits in ${cell(seconds, 0)} s`);
  }
  table.push(["people's, held out", '', ...cells(human), '']);
  console.log(textTable(table));
  console.log(JSON.stringify({ size: SIZE, seed: SEED, backend, rows, human }, undefined, 2));
} finally {
  await rm(folder, { recursive: true, force: true });
}

function cells(found: { repeated: number; longestMedian: number; longest: number; shared: number }): readonly string[] {
  return [
    cell(found.repeated),
    cell(found.longestMedian, 0),
    cell(found.longest, 0),
    `${cell(100 * found.shared, 1)} %`,
  ];
}
