import { openComposer, openStyles } from '../compose/index.ts';
import type { Drop } from '../corpus/index.ts';
import {
  LOFI_GOALS,
  LOFI_OVERLAP_MIN,
  musicPictures,
  musicReport,
  songFigures,
  type MusicReport,
  type NamedSong,
  type SongFigures,
} from '../evaluate/index.ts';
import { deriveSeed } from '../random/index.ts';
import { readMidi, writeMidi } from '../score/index.ts';
import { readSongFolder } from './song-folder.ts';

/** The songs to compose for a measurement. */
export interface SongOrder {
  readonly modelsDir: string;
  readonly stylesDir: string;
  readonly backend?: string | undefined;
  readonly style: string;
  readonly songs: number;
  readonly seed: number;
  readonly onSong?: ((done: number) => void) | undefined;
}

/** Seconds of a song: what the radio plays when nobody asks for another length. */
const SECONDS = 90;

/** Composes songs as the radio does, and reads them back from the MIDI files that it would write. Throws a ModelError or ComposeError. */
export async function composeSongs(order: SongOrder): Promise<readonly NamedSong[]> {
  const composer = await openComposer({ models: order.modelsDir, styles: order.stylesDir, backend: order.backend });
  return Array.from({ length: order.songs }, (_, index) => {
    const seed = deriveSeed(order.seed, `evaluated song ${index}`);
    const { score } = composer.compose({ style: order.style, seed, seconds: SECONDS, instruments: {} });
    order.onSong?.(index + 1);
    const name = `${order.style} ${seed}`;
    return { name, midi: readMidi(writeMidi(score), name) };
  });
}

/** Which music to measure, and beside what. */
export interface MusicQuestion {
  readonly from: { readonly folder: string } | SongOrder;
  /** A folder of MIDI files to compare with. */
  readonly against?: string | undefined;
}

/** What was measured, with pictures as SVG by file name. */
export interface MusicAnswer {
  readonly report: MusicReport;
  readonly pictures: Readonly<Record<string, string>>;
  readonly drops: readonly Drop[];
}

/** Measures songs. The goals are those of LoFi, for composed songs of its styles. Throws a CorpusError, an EvaluateError, a ModelError. */
export async function evaluateMusic({ from, against }: MusicQuestion): Promise<MusicAnswer> {
  const folder = 'folder' in from ? await readSongFolder(from.folder) : undefined;
  const figures = folder?.figures ?? (await composedFigures(from as SongOrder));
  const reference = against === undefined ? undefined : await readSongFolder(against);
  const isLofi = 'style' in from && (await isOfLofi(from));
  const report = musicReport(figures, {
    reference: reference?.figures,
    goals: isLofi ? LOFI_GOALS : [],
    overlapMin: isLofi ? LOFI_OVERLAP_MIN : undefined,
  });
  return {
    report,
    pictures: musicPictures(figures, reference?.figures),
    drops: [...(folder?.drops ?? []), ...(reference?.drops ?? [])],
  };
}

async function isOfLofi({ stylesDir, style }: SongOrder): Promise<boolean> {
  const { styles } = await openStyles(stylesDir);
  return styles.some(({ name, family }) => name === style && family === 'lofi');
}

async function composedFigures(order: SongOrder): Promise<readonly SongFigures[]> {
  const songs = await composeSongs(order);
  return songs.map(songFigures).filter((figures) => typeof figures !== 'string');
}
