import { hearSong, type ClassifierSong, type Genre, type GridNote } from '../../src/model/index.ts';
import { seededRandom } from '../../src/random/index.ts';

/** A loop of two bars with a stab on each beat, an off-beat bass and an arpeggio, over and over. */
export function loopMusic(seed: number, bars = 32): readonly GridNote[] {
  const random = seededRandom(seed);
  const root = 36 + Math.floor(random() * 12);
  const pick = (from: readonly number[]): number => from[Math.floor(random() * from.length)] ?? 0;
  const arpeggio = Array.from({ length: 32 }, () => (random() < 0.7 ? root + 36 + pick([0, 3, 7, 10, 12]) : undefined));
  const notes: GridNote[] = [];
  for (let step = 0; step < bars * 16; step += 1) {
    const pitch = arpeggio[step % 32];
    if (pitch !== undefined) notes.push({ start: step, pitch });
    if (step % 4 === 2) notes.push({ start: step, pitch: root });
    if (step % 4 === 0) notes.push({ start: step, pitch: root + 24 }, { start: step, pitch: root + 31 });
  }
  return notes;
}

/** A melody that walks over chords that change on each beat, and never says the same twice. */
export function wanderingMusic(seed: number, bars = 32): readonly GridNote[] {
  const random = seededRandom(seed);
  const scale = [0, 2, 4, 5, 7, 9, 11];
  const pitchOf = (degree: number): number => 48 + 12 * Math.floor(degree / 7) + (scale[((degree % 7) + 7) % 7] ?? 0);
  let top = 14;
  const notes: GridNote[] = [];
  for (let step = 0; step < bars * 16; step += 2) {
    top = Math.min(20, Math.max(8, top + Math.round(random() * 4 - 2)));
    notes.push({ start: step, pitch: pitchOf(top) });
    if (step % 4 !== 0) continue;
    const bottom = Math.floor(random() * 7) - 7;
    notes.push(...[bottom, bottom + 4, bottom + 9].map((degree) => ({ start: step, pitch: pitchOf(degree) })));
  }
  return notes;
}

/** Labelled songs of both kinds, as a corpus gives them. */
export function labelledSongs(count: number): readonly ClassifierSong[] {
  const song = (genre: Genre, index: number): ClassifierSong => {
    const heard = hearSong(genre === 'EDM' ? loopMusic(index) : wanderingMusic(index));
    if (heard === undefined) throw new Error('the made-up song is too short');
    const use = index % 4 === 0 ? 'validation' : index % 4 === 1 ? 'test' : 'train';
    const source = `${genre} ${index % 2 === 0 ? 'here' : 'there'}`;
    // The wandering pieces share a rhythm; each is a family of its own here.
    return { file: `${genre}/${index}`, genre, source, licence: 'ours', use, ...heard, family: `${genre} ${index}` };
  };
  return Array.from({ length: count }, (_, index) => [song('EDM', index), song('Classical', index)]).flat();
}
