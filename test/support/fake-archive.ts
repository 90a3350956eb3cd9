import type { Archive, LikedSong, ListenerRecord, StyleStanding } from '../../src/radio/index.ts';

/** An archive in a test's hands: it gives what the test put in, and forgets whom it is told to. */
export class FakeArchive implements Archive {
  standings: readonly StyleStanding[] = [];
  readonly songs = new Map<string, readonly LikedSong[]>();
  readonly forgotten: string[] = [];

  stylesIn(): Promise<readonly StyleStanding[]> {
    return Promise.resolve(this.standings);
  }

  liked(listener: string): Promise<readonly LikedSong[]> {
    return Promise.resolve(this.songs.get(listener) ?? []);
  }

  record(listener: string): Promise<ListenerRecord> {
    return Promise.resolve({ ratings: this.songs.get(listener)?.length ?? 0, hearings: 0 });
  }

  forget(listener: string): Promise<void> {
    this.forgotten.push(listener);
    this.songs.delete(listener);
    return Promise.resolve();
  }
}
