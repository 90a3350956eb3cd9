import { describe, expect, test } from 'vitest';
import { heardKinds, keyOf, ListeningTaste, OWN_ROOM } from '../../src/taste/index.ts';
import { kindsOf, type SongKind } from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { evidenceOf } from '../support/logged-plays.ts';

const kinds = kindsOf({ house: { tempo: [120, 128] }, 'lofi-jazz': { tempo: [70, 90] } }, { moods: ['calm'] });
const thumb = (listener: string, liking: 0 | 1) => ({ listener, by: 'thumb', liking }) as const;

/** A taste that heard so many plays of kinds in turn, each judged by four listeners. */
function taught(plays: number, likes: (kind: SongKind) => boolean, options: { seed?: number; guild?: string } = {}) {
  const { seed = 1, guild = 'a' } = options;
  const taste = new ListeningTaste({ random: seededRandom(seed) });
  for (let index = 0; index < plays; index += 1) {
    const kind = kinds[index % kinds.length]!;
    const verdicts = [0, 1, 2, 3].map((listener) => thumb(`${guild} ${listener}`, likes(kind) ? 1 : 0));
    taste.learn({ playId: `${index}`, guild, kind, explored: true, verdicts });
  }
  return taste;
}

function chosen(taste: ListeningTaste, guild: string, songs = 200) {
  return Array.from({ length: songs }, () => taste.choose(kinds, { guildId: guild }));
}

describe('a taste that listens', () => {
  test('plays what is liked, and draws about 15 of 100 songs blindly', () => {
    const choices = chosen(
      taught(200, ({ style }) => style === 'house'),
      'a',
      600,
    );
    const byTaste = choices.filter(({ explored }) => !explored);
    expect(byTaste.filter(({ kind }) => kind.style === 'house').length / byTaste.length).toBeGreaterThan(0.95);
    const blind = choices.filter(({ explored }) => explored);
    expect(blind.length / choices.length).toBeGreaterThan(0.11);
    expect(blind.length / choices.length).toBeLessThan(0.19);
    // Blind ones are of any kind, as likely of the other style as there are kinds of it.
    const share = kinds.filter(({ style }) => style === 'house').length / kinds.length;
    const found = blind.filter(({ kind }) => kind.style === 'house').length / blind.length;
    expect(Math.abs(found - share)).toBeLessThan(0.2);
    for (const { offered } of blind) expect(offered).toBe(kinds.length);
  });

  test('a guild that it never heard starts from what the others like', () => {
    const choices = chosen(
      taught(200, ({ style }) => style === 'lofi-jazz'),
      'new here',
    );
    const byTaste = choices.filter(({ explored }) => !explored);
    expect(byTaste.filter(({ kind }) => kind.style === 'lofi-jazz').length / byTaste.length).toBeGreaterThan(0.8);
  });

  test('guilds that differ are told apart', () => {
    const taste = taught(100, ({ style }) => style === 'house', { guild: 'a' });
    for (let index = 0; index < 100; index += 1) {
      const kind = kinds[index % kinds.length]!;
      const verdicts = [0, 1, 2, 3].map((listener) => thumb(`b ${listener}`, kind.style === 'house' ? 0 : 1));
      taste.learn({ playId: `b ${index}`, guild: 'b', kind, explored: true, verdicts });
    }
    const styles = (guild: string) =>
      chosen(taste, guild)
        .filter(({ explored }) => !explored)
        .map(({ kind }) => kind.style);
    expect(styles('a').filter((style) => style === 'house').length).toBeGreaterThan(140);
    expect(styles('b').filter((style) => style === 'house').length).toBeLessThan(10);
  });

  test('no kind comes more than twice in eight songs, unless it is drawn blindly', () => {
    const favourite = kinds[3]!;
    const choices = chosen(
      taught(400, (kind) => kind === favourite),
      'a',
      300,
    );
    for (const [index, { kind, explored }] of choices.entries()) {
      if (explored) continue;
      const same = choices.slice(Math.max(0, index - 7), index).filter((before) => keyOf(before.kind) === keyOf(kind));
      expect(same.length).toBeLessThan(2);
    }
    expect(new Set(choices.map(({ kind }) => keyOf(kind))).size).toBeGreaterThan(3);
  });

  test('what is chosen by taste stays in a style that is asked for; blind draws do not', () => {
    const taste = taught(200, ({ style }) => style === 'house');
    const choices = Array.from({ length: 200 }, () => taste.choose(kinds, { guildId: 'a', style: 'lofi-jazz' }));
    for (const { kind, explored } of choices) if (!explored) expect(kind.style).toBe('lofi-jazz');
    expect(choices.some(({ kind, explored }) => explored && kind.style === 'house')).toBe(true);
  });

  test('says why: counts, what is believed here and elsewhere, and blindness', () => {
    const choices = chosen(
      taught(200, ({ style }) => style === 'house'),
      'a',
    );
    expect(choices.find(({ explored }) => !explored)?.why).toMatch(
      /^house.* \d+ % of the listeners like it, give or take \d+ %, after [\d.]+ heard plays of it and [\d.]+ of its style .*; elsewhere \d+ % do\./,
    );
    expect(choices.find(({ explored }) => explored)?.why).toMatch(/drawn blindly from 24 kinds: 15 % of the songs are/);
  });

  test('the same seed and the same plays choose the same', () => {
    const likes = ({ pace }: SongKind) => pace === 'slow';
    expect(chosen(taught(50, likes, { seed: 4 }), 'a')).toEqual(chosen(taught(50, likes, { seed: 4 }), 'a'));
  });

  test('a steady stream of votes against everything does not turn it around', () => {
    const taste = taught(0, () => true);
    for (let index = 0; index < 400; index += 1) {
      const kind = kinds[index % kinds.length]!;
      const verdicts = [
        thumb('somebody', kind.style === 'house' ? 1 : 0),
        ...['x', 'y', 'z'].map((troll) => thumb(troll, 0)),
      ];
      taste.learn({ playId: `${index}`, guild: 'a', kind, explored: true, verdicts });
    }
    const byTaste = chosen(taste, 'a').filter(({ explored }) => !explored);
    expect(byTaste.filter(({ kind }) => kind.style === 'house').length / byTaste.length).toBeGreaterThan(0.9);
  });
});

describe('what logged rows say', () => {
  const song = { id: 'a', style: 'house', seconds: 100 } as const;

  test('a thumb takes the place of a stay; what was cut or short says nothing', () => {
    const evidence = evidenceOf([
      {
        song,
        guildId: 'g',
        votes: [['listener 0', -1]],
        stays: [
          [0, 100, 'ended'],
          [0, 100, 'ended'],
          [0, 50, 'left'],
          [0, 50, 'cut'],
          [0, 3, 'left'],
          [40, 95, 'left'],
        ],
      },
      { song },
    ]);
    const [heard, ...others] = heardKinds(evidence, {});
    expect(others).toEqual([]);
    expect(heard).toMatchObject({ guild: 'g', explored: false, kind: { style: 'house', pace: 'middle' } });
    expect(heard?.verdicts.map(({ listener, by, liking }) => [listener, by, Math.sign(liking - 0.5)])).toEqual([
      ['listener 0', 'thumb', -1],
      ['listener 1', 'stay', 1],
      ['listener 2', 'stay', -1],
      // Heard nine tenths of it.
      ['listener 5', 'stay', 1],
    ]);
  });

  test('a play of the common programme is told for each guild by itself', () => {
    const evidence = evidenceOf([
      {
        song,
        votes: [
          ['a', 1],
          ['b', -1],
          ['c', 1],
        ],
      },
    ]);
    const guilds = ['g1', 'g2', undefined];
    const ratings = evidence.ratings.map((rating, index) => {
      const guildId = guilds[index];
      return guildId === undefined ? rating : { ...rating, guildId };
    });
    const heard = heardKinds({ ...evidence, ratings }, {});
    expect(heard.map(({ guild, verdicts }) => [guild, verdicts.map(({ liking }) => liking)])).toEqual([
      ['g1', [1]],
      ['g2', [0]],
      [OWN_ROOM, [1]],
    ]);
  });
});
