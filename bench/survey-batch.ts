import path from 'node:path';
import { openComposer, type Composer } from '../src/compose/index.ts';
import { parseConfig } from '../src/config.ts';
import { audioFigures, dropRise, heard, joinSnr, type JoinSnr } from '../src/evaluate/index.ts';
import { makeSong, prepareJoin, type Song } from '../src/production/index.ts';
import { makeJoin } from '../src/radio/index.ts';
import { measureScore } from '../src/score/index.ts';
import { openStudio, type Studio } from '../src/studio/index.ts';

/** Songs of one style with consecutive seeds, each joined to the one before it. */
export interface Batch {
  readonly style: string;
  readonly fromSeed: number;
  readonly songs: number;
  /** Wished length of a song, and of one of dance music. */
  readonly seconds: number;
  readonly edmSeconds: number;
}

/** What was measured in one song; figures that it can't have are not there. */
export interface SurveyedSong {
  readonly style: string;
  readonly seed: number;
  readonly title: string;
  readonly seconds: number;
  readonly figures: Readonly<Partial<Record<string, number>>>;
  readonly warnings: readonly string[];
}

// A child process of the survey: batches come as messages, and what was measured goes back. One song at a time, so that the time of the
// processor that passes belongs to that song.
process.once('message', ({ work }: { readonly work: string }) => {
  void serve(work);
});

async function serve(work: string): Promise<void> {
  const { folders, backend } = parseConfig({});
  const studio = await openStudio({
    soundfonts: folders.soundfonts,
    effects: folders.effects,
    cache: path.join(work, 'cache'),
  });
  const composer = await openComposer({ models: folders.models, styles: folders.styles, backend });
  process.on('message', (batch: Batch) => {
    survey(batch, composer, studio).then(
      (songs) => process.send?.({ songs }),
      (error: unknown) => {
        throw error;
      },
    );
  });
  process.send?.({ styles: composer.styles });
}

async function survey(batch: Batch, composer: Composer, studio: Studio): Promise<readonly SurveyedSong[]> {
  const surveyed: SurveyedSong[] = [];
  let before: Song | undefined;
  for (let seed = batch.fromSeed; seed < batch.fromSeed + batch.songs; seed += 1) {
    const seconds = isDance(batch, composer) ? batch.edmSeconds : batch.seconds;
    const started = process.cpuUsage();
    const song = await makeSong(composer, studio, {
      id: `survey-${seed}`,
      recipe: { style: batch.style, seed, seconds, instruments: {}, effects: {} },
      createdAt: new Date(0),
    });
    const used = process.cpuUsage(started);
    const sound = heard(song.packets);
    const { scaleConsistency, grooveConsistency } = measureScore(song.score);
    const rise = dropRise(sound, song.score, song.recording.music.start);
    const join = before === undefined ? undefined : await measureJoin(before, song, studio);
    surveyed.push({
      style: batch.style,
      seed,
      title: song.facts.title,
      seconds: song.facts.seconds,
      figures: {
        ...audioFigures(sound),
        scaleConsistency,
        grooveConsistency,
        ...(rise === undefined ? {} : { dropRise: rise }),
        ...(join === undefined ? {} : { joinSnr: join.snr, joinAgainstOneEncode: join.againstOneEncode }),
        cpuPerSecond: (used.user + used.system) / 1e6 / song.facts.seconds,
      },
      warnings: song.facts.warnings,
    });
    before = song;
  }
  return surveyed;
}

/** Dance music has drops, for which a song needs a certain length. */
function isDance({ style, edmSeconds }: Batch, composer: Composer): boolean {
  const { score } = composer.compose({ style, seed: 1, seconds: edmSeconds, instruments: {} });
  return score.sections.some(({ name }) => name === 'drop');
}

/** Makes the join of two songs as the radio does, and measures it; undefined when none fits. */
async function measureJoin(from: Song, to: Song, studio: Studio): Promise<JoinSnr | undefined> {
  const prepared = await prepareJoin(from, to, studio);
  if (prepared === undefined) return undefined;
  const { plan, sound } = prepared;
  const songs = { from: from.packets, to: to.packets };
  return joinSnr(plan, sound, makeJoin(plan, sound, songs), songs);
}
