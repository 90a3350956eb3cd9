import type {
  ChoiceNote,
  Evidence,
  EvidenceReader,
  EvidenceStretch,
  ListeningEnd,
  SegmentFacts,
  Thumb,
} from '../../src/radio/index.ts';
import { segmentFacts } from './segment-facts.ts';

/** A play to log: its song, and who did what. */
export interface LoggedPlay {
  readonly song: Partial<SegmentFacts> & Pick<SegmentFacts, 'id'>;
  readonly metrics?: Readonly<Record<string, number>>;
  readonly guildId?: string;
  readonly choice?: ChoiceNote;
  /** Listeners' names and thumbs. */
  readonly votes?: readonly (readonly [string, Thumb])[];
  /** From, to and how it ended, listener by listener. */
  readonly stays?: readonly (readonly [number, number, ListeningEnd])[];
}

/** Rows as the store gives them: a play a minute, of songs that are known by their ids. */
export function evidenceOf(logged: readonly LoggedPlay[]): Evidence {
  const songs = new Map(logged.map(({ song, metrics = {} }) => [song.id, { facts: segmentFacts(song), metrics }]));
  return {
    segments: [...songs.values()],
    plays: logged.map(({ song, guildId, choice }, index) => ({
      id: `play-${index}`,
      segmentId: song.id,
      startedAt: index * 60_000,
      seconds: segmentFacts(song).seconds,
      ...(guildId === undefined ? {} : { guildId }),
      ...(choice === undefined ? {} : { choice }),
    })),
    listenings: logged.flatMap(({ stays = [] }, index) =>
      stays.map(([fromSeconds, toSeconds, end], number) => ({
        playId: `play-${index}`,
        listener: `listener ${number}`,
        fromSeconds,
        toSeconds,
        end,
      })),
    ),
    ratings: logged.flatMap(({ votes = [] }, index) =>
      votes.map(([listener, thumb]) => ({ playId: `play-${index}`, listener, thumb, at: index * 60_000 })),
    ),
  };
}

/** A reader of rows, all in one piece; those of a stretch are given by `rows`. */
export function readerOf(rows: (stretch: EvidenceStretch) => Evidence): EvidenceReader {
  return {
    read: (stretch) => Promise.resolve(rows(stretch)),
    async *pieces(stretch) {
      const piece = await Promise.resolve(rows(stretch));
      if (piece.plays.length > 0) yield piece;
    },
  };
}
