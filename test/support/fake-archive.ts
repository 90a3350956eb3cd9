import type { Archive, LikedSong, ListenerRecord, Standing } from '../../src/radio/index.ts';

/** An archive in a test's hands: it gives what the test put in, and forgets whom it is told to. */
export class FakeArchive implements Archive {
  /** What is known by the traits, of one guild or of all. */
  known: readonly Standing[] = [];
  readonly asked: Parameters<Archive['standings']>[0][] = [];
  readonly songs = new Map<string, readonly LikedSong[]>();
  readonly forgotten: string[] = [];

  standings(asked: Parameters<Archive['standings']>[0]): Promise<readonly Standing[]> {
    this.asked.push(asked);
    return Promise.resolve(this.known);
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
