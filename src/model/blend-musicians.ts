import { createHash } from 'node:crypto';

import { deriveSeed } from '../random/index.ts';
import type { Mode } from '../theory/index.ts';
import { hearingOf } from './blend-hearing.ts';
import { chordsBetween, inMode, type BlendLesson } from './blend-lessons.ts';
import { closenessTo, lessonBars, type BarShape } from './blend-timeline.ts';
import type { Turn, Turns } from './blend-turns.ts';
import type { ChordEvent, ChordsRequest, MelodyEvent, Musicians } from './musicians.ts';
import { chordWriter, noteWriter, type Heard, type Voice, type Writer } from './sample-music.ts';
import { modelVersion } from './model-file.ts';
import { NetworkPlayer } from './network-player.ts';
import type { TrainedNetwork } from './tuned-musicians.ts';

/** So many takes of each bar are heard. */
const TAKES = 12;

/** How much it counts that a bar is not like the sources whose turn it isn't, beside its likeness to the one whose turn it is. */
const CONTRAST = 0.5;

const BEATS_PER_BAR = 4;

/** Whom a blend is of: all lists are in the order of the sources. */
export interface BlendOptions {
  /** The music of each source: at least a bar. */
  readonly lessons: readonly (readonly BlendLesson[])[];
  /** Networks that learnt a little from each. */
  readonly chords: readonly TrainedNetwork[];
  readonly notes: readonly TrainedNetwork[];
  /** The song's. */
  readonly mode: Mode;
  readonly turns: Turns;
}

/** A turn within what is asked for: its bars from 0. */
type Stretch = Pick<Turn, 'from' | 'until'>;

/** What chords and melodies are asked for by. */
type Request = Pick<ChordsRequest, 'seed' | 'section'>;

/**
 * Musicians who write a song turn by turn: in each the networks have heard its source, near its ends the neighbours' sources too, and
 * of some takes the one nearest to those whose turn it is stays. Deterministic for the request's seed.
 */
export function blendMusicians(musicians: Musicians, options: BlendOptions): Musicians {
  const { lessons, mode, turns } = options;
  const nearness = closenessTo(lessons.map((own) => own.flatMap((lesson) => lessonBars(inMode(lesson, mode)))));
  const play = ({ architecture, weights }: TrainedNetwork) => new NetworkPlayer(architecture, weights);
  const players = { chords: options.chords.map(play), notes: options.notes.map(play) };
  return {
    ...musicians,
    versions: { ...musicians.versions, chords: versionOf(options.chords), notes: versionOf(options.notes) },
    chords: (request) => {
      const written: ChordEvent[] = [];
      for (const turn of stretches(request, request.beats / BEATS_PER_BAR)) {
        const beats = Math.min(turn.until * BEATS_PER_BAR, request.beats) - turn.from * BEATS_PER_BAR;
        const voices = voicesOf('chords', request, turn, { chords: written });
        const writes = chordWriter({ ...request, beats }, voices);
        const bars = (take: readonly ChordEvent[]) => lessonBars({ chords: [...written, ...take] });
        written.push(...nearest(writes, request, turn, bars));
      }
      return written;
    },
    notes: (request) => {
      const beats = request.chords.reduce((sum, chord) => sum + chord.beats, 0);
      const written: MelodyEvent[] = [];
      for (const turn of stretches(request, beats / BEATS_PER_BAR)) {
        const [from, until] = [turn.from * BEATS_PER_BAR, Math.min(turn.until * BEATS_PER_BAR, beats)];
        const [before, over] = [chordsBetween(request.chords, 0, from), chordsBetween(request.chords, 0, until)];
        const voices = voicesOf('notes', request, turn, { chords: before, notes: written });
        const writes = noteWriter({ ...request, chords: chordsBetween(request.chords, from, until) }, voices);
        const bars = (take: readonly MelodyEvent[]) => lessonBars({ chords: over, notes: [...written, ...take] });
        written.push(...nearest(writes, request, turn, bars));
      }
      return written;
    },
  };

  function stretches(request: Request, bars: number): readonly Stretch[] {
    const start = startOf(request);
    return turns
      .between(start, start + Math.ceil(bars))
      .map(({ from, until }) => ({ from: from - start, until: until - start }));
  }

  /** The sources that count in a turn: whose it is, and those before and after it. Who had the turn before goes on from there. */
  function voicesOf(network: 'chords' | 'notes', request: Request, turn: Stretch, before: Heard): readonly Voice[] {
    const start = startOf(request);
    const weights = Array.from({ length: turn.until - turn.from }, (_, bar) =>
      turns.weightsAt(start + turn.from + bar),
    );
    const last = turn.from === 0 ? undefined : turns.between(start + turn.from - 1, start + turn.from)[0]?.source;
    return lessons.flatMap((own, source) => {
      const player = players[network][source];
      if (player === undefined || weights.every((row) => row[source] === 0)) return [];
      const heard = hearingOf(own, deriveSeed(request.seed, `source ${source}`), mode);
      return [
        {
          player,
          heard: source === last ? goOn(heard, before) : heard,
          weightAt: (bar) => weights[Math.min(bar, weights.length - 1)]?.[source] ?? 0,
        },
      ];
    });
  }

  /** A turn, written bar by bar: of some takes of each bar the one that is most like the sources that count in it goes on. */
  function nearest<Event>(
    writes: Writer<Event>,
    request: Request,
    turn: Stretch,
    barsOf: (take: readonly Event[]) => readonly BarShape[],
  ): readonly Event[] {
    const { seed, section } = request;
    let passage = writes.begin;
    for (let bar = turn.from; bar < turn.until; bar += 1) {
      const weights = turns.weightsAt(startOf(request) + bar);
      const before = passage;
      let most = -Infinity;
      // Of bars that nobody will hear one take is enough.
      const takes = bar < (section?.soundingBars ?? Infinity) ? TAKES : 1;
      for (let take = 0; take < takes; take += 1) {
        const next = writes.goOn(before, deriveSeed(seed, `bar ${bar} take ${take}`), bar + 1 - turn.from);
        const worth = nearness(barsOf(next.events).slice(0, bar + 1), bar).leads.reduce(
          (sum, row) => sum + worthOf(row, weights),
          0,
        );
        if (worth > most) [passage, most] = [next, worth];
      }
    }
    return passage.events;
  }
}

function startOf({ section }: Request): number {
  return section?.startBar ?? 0;
}

/** How well a bar suits the sources that count in it. */
function worthOf(leads: readonly number[], weights: readonly number[]): number {
  const own = leads.reduce((sum, lead, source) => sum + lead * (weights[source] ?? 0), 0);
  const others = leads.filter((_, source) => weights[source] === 0);
  return others.length === 0 ? own : own - CONTRAST * Math.max(...others);
}

/** One version for all networks of a name. */
function versionOf(networks: readonly TrainedNetwork[]): string {
  const sums = networks.map(({ sha256 }) => sha256);
  return modelVersion({ sha256: createHash('sha256').update(sums.join(' ')).digest('hex') });
}

/** What was heard of a source, and behind it what was written. Without a melody of the source only what was written is known. */
function goOn(heard: Heard, written: Heard): Heard {
  const { notes } = written;
  if (notes === undefined) return { chords: [...heard.chords, ...written.chords] };
  if (heard.notes === undefined) return written;
  return { chords: [...heard.chords, ...written.chords], notes: [...heard.notes, ...notes] };
}
