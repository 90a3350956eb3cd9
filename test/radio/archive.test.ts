import { expect, test } from 'vitest';
import { listenerHash, openArchive, type TraitTotals } from '../../src/radio/index.ts';

const SUMS = { airedSeconds: 0, heardSeconds: 0, hearings: 0, left: 0, early: 0, up: 0, down: 0, plays: 1 };

test('styles stand by how much they were heard, and say what votes say when there are enough', async () => {
  const rows: readonly TraitTotals[] = [
    { ...SUMS, trait: 'style', value: 'house', heardSeconds: 60, up: 1, hearings: 29, early: 4 },
    { ...SUMS, trait: 'style', value: 'lofi', heardSeconds: 600, up: 30, down: 10, hearings: 40, early: 4 },
  ];
  const asked: object[] = [];
  const totals = {
    totals: (options?: object) => Promise.resolve((asked.push(options ?? {}), rows)),
    songs: () => Promise.resolve([]),
  };
  const share = ({ up, down }: { up: number; down: number }) => (up + down < 30 ? undefined : { low: 0.5, high: 0.9 });
  const archive = openArchive({ totals, listeners: listeners([]), key: 'key', share });
  const standings = await archive.standings({ by: 'style', guildId: '42', from: 7 });
  expect(asked).toEqual([{ guildId: '42', from: 7, trait: 'style' }]);
  expect(standings.map(({ value, liked, earlyLeaves }) => [value, liked, earlyLeaves])).toEqual([
    ['lofi', { low: 0.5, high: 0.9 }, 0.1],
    ['house', undefined, undefined],
  ]);
});

test('what is kept of a listener is asked for by the hash that ratings carry, never by the identity', async () => {
  const asked: string[] = [];
  const totals = { totals: () => Promise.resolve([]), songs: () => Promise.resolve([]) };
  const archive = openArchive({ totals, listeners: listeners(asked), key: 'key', share: () => undefined });
  await archive.record('300');
  await archive.liked('300', 5);
  await archive.forget('300');
  const hash = listenerHash('key', '300');
  expect(asked).toEqual([hash, hash, hash]);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
});

function listeners(asked: string[]) {
  return {
    record: (listener: string) => Promise.resolve((asked.push(listener), { ratings: 0, hearings: 0 })),
    liked: (listener: string) => Promise.resolve((asked.push(listener), [])),
    forget: (listener: string) => Promise.resolve(void asked.push(listener)),
  };
}
