import { describe, expect, test } from 'vitest';
import { type ChoiceNote, kindOf, kindsOf, type Taste, tastePlanner } from '../../src/radio/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { MemoryLog } from '../support/memory-log.ts';

const traits = {
  'lofi-jazz': { family: 'lofi', tempo: [70, 90], minorShare: 0.5 },
  'lofi-sleep': { family: 'lofi', tempo: [60, 72], minorShare: 0.5 },
  house: { family: 'edm', tempo: [120, 128], minorShare: 0.7 },
} as const;

/** A taste that takes the kinds in turn, each fifth blindly, and notes what it was asked. */
function inTurn() {
  const asked: {
    readonly styles: ReadonlySet<string>;
    readonly style: string | undefined;
    readonly guildId: string | undefined;
  }[] = [];
  const taste: Taste = {
    choose(kinds, { guildId, style } = {}): ChoiceNote {
      const explored = asked.length % 5 === 4;
      asked.push({ styles: new Set(kinds.map((kind) => kind.style)), style, guildId });
      const open = explored || style === undefined ? kinds : kinds.filter((kind) => kind.style === style);
      return { kind: open[(asked.length * 7) % open.length]!, explored, offered: open.length, why: 'in turn' };
    },
  };
  return { taste, asked };
}

function planning(changes: Partial<Parameters<typeof tastePlanner>[0]> = {}) {
  const { taste, asked } = inTurn();
  const plan = tastePlanner({
    taste,
    traits: () => traits,
    rotation: [],
    moods: () => ['calm', 'dark'],
    random: seededRandom(3),
    log: new MemoryLog(),
    firstIsShort: false,
    ...changes,
  });
  return { plan, asked };
}

describe('planning by taste', () => {
  test('what is composed is of the kind that was chosen, which is noted', () => {
    const { plan, asked } = planning({ guildId: '42', rotation: ['house', 'lofi-jazz'] });
    const seeds = new Set<number>();
    for (let index = 0; index < 40; index += 1) {
      const { recipe, choice } = plan();
      const { style } = recipe;
      const range = traits[style as keyof typeof traits].tempo;
      expect(kindOf({ style, tempo: recipe.tempo ?? 0, recipe }, range)).toEqual(choice?.kind);
      seeds.add(recipe.seed);
    }
    expect(seeds.size).toBe(40);
    for (const { styles, guildId } of asked) {
      expect([...styles].sort()).toEqual(['house', 'lofi-jazz']);
      expect(guildId).toBe('42');
    }
  });

  test('three or four songs of one style follow each other; a blind one stands between', () => {
    const { plan, asked } = planning();
    const songs = Array.from({ length: 60 }, () => plan().choice!);
    const byTaste = songs.filter(({ explored }) => !explored).map(({ kind }) => kind.style);
    const begun = asked.filter(({ style }, index) => style === undefined && !songs[index]!.explored).length;
    expect(byTaste.length / begun).toBeGreaterThan(2.9);
    expect(byTaste.length / begun).toBeLessThan(4.1);
  });

  test('versions of the networks are offered where they are on trial, and planned recipes name theirs', () => {
    const { plan } = planning({
      rotation: ['house', 'lofi-jazz'],
      models: (style) => (style === 'house' ? [] : ['shipped', 'v2']),
    });
    const planned = Array.from({ length: 80 }, () => plan());
    for (const { recipe, choice } of planned) expect(recipe.models).toBe(choice?.kind.models);
    const versions = (style: string) =>
      new Set(planned.filter(({ recipe }) => recipe.style === style).map(({ recipe }) => recipe.models));
    expect(versions('house')).toEqual(new Set([undefined]));
    expect(versions('lofi-jazz')).toEqual(new Set(['shipped', 'v2']));
  });

  test('a mood that is wished for is the only one offered, if it is installed', () => {
    const calm = planning({ mood: 'calm' });
    for (let index = 0; index < 20; index += 1) expect(calm.plan().recipe.mood).toBe('calm');
    const gone = planning({ mood: 'gone' });
    expect(Array.from({ length: 40 }, () => gone.plan().recipe.mood)).toContain('dark');
  });

  test('while nothing is known of the styles, the taste is not asked', () => {
    const { plan, asked } = planning({ traits: () => ({}) });
    expect(plan().recipe.style).toBe('lofi-hiphop');
    expect(asked).toEqual([]);
  });

  test('there are kinds for every style', () => {
    expect(new Set(kindsOf(traits).map(({ style }) => style)).size).toBe(3);
  });
});
