/** A row of chords, and how often it is played in a row. */
export interface Turn {
  readonly chords: readonly string[];
  readonly times: number;
}

/** Of more chords nobody hears that they come again. */
const LONGEST_TURN = 16;

/** A song's chords as a musician would write them down: what comes again at once is named once. Played one after another the turns are the chords. */
export function turnsOf(chords: readonly string[]): readonly Turn[] {
  const turns: Turn[] = [];
  let once: string[] = [];
  for (let at = 0; at < chords.length;) {
    const turn = longestTurn(chords, at);
    if (turn.times === 1) {
      once.push(...turn.chords);
    } else {
      if (once.length > 0) turns.push({ chords: once, times: 1 });
      once = [];
      turns.push(turn);
    }
    at += turn.chords.length * turn.times;
  }
  return once.length > 0 ? [...turns, { chords: once, times: 1 }] : turns;
}

/** `(Am9 – D9) ×4, Gmaj9`. */
export function progression(chords: readonly string[]): string {
  return turnsOf(chords).map(written).join(', ');
}

function written({ chords, times }: Turn): string {
  const row = chords.join(' – ');
  if (times === 1) return row;
  return chords.length === 1 ? `${row} ×${times}` : `(${row}) ×${times}`;
}

/** The turn from a place on that reaches farthest; of those that reach as far, the shortest. */
function longestTurn(chords: readonly string[], at: number): Turn {
  let best: Turn = { chords: chords.slice(at, at + 1), times: 1 };
  for (let length = 1; length <= LONGEST_TURN; length++) {
    let times = 1;
    while (isSame(chords, at, at + times * length, length)) times += 1;
    if (times > 1 && times * length > best.times * best.chords.length) {
      best = { chords: chords.slice(at, at + length), times };
    }
  }
  return best;
}

function isSame(chords: readonly string[], one: number, other: number, length: number): boolean {
  if (other + length > chords.length) return false;
  for (let step = 0; step < length; step++) if (chords[one + step] !== chords[other + step]) return false;
  return true;
}
