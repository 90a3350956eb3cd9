import type { PlayLog } from '../radio/index.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';

/** A play log that writes to the journal: its calls return at once. */
export function createPlayLog(journal: Pick<Journal, 'write'>): PlayLog {
  const write = (entry: Entry): void => journal.write(entry);
  return {
    segmentMade: (facts) => write({ kind: 'segment', facts }),
    playStarted: (play) => write({ kind: 'play', play }),
    playEnded: (playId, outcome) => write({ kind: 'end', playId, outcome }),
    heard: (hearings) => {
      if (hearings.length > 0) write({ kind: 'heard', hearings });
    },
  };
}
