import type { SongKind } from '../radio/index.ts';

/** Parts of a kind whose likings add up within a style: the style itself, then each parameter's step. */
export type FeatureGroup = 'style' | 'pace' | 'vigour' | 'mood' | 'models';

/** Numbers the features of kinds as they turn up, the same for each style; the first is the style itself. */
export class KindFeatures {
  readonly #numbers = new Map<string, number>([['style', 0]]);
  readonly groups: FeatureGroup[] = ['style'];

  /** How many there are so far. */
  get size(): number {
    return this.groups.length;
  }

  /** The features that a kind has. */
  of({ pace, vigour, mood, models }: SongKind): readonly number[] {
    return [
      0,
      this.#number('pace', pace),
      this.#number('vigour', vigour),
      ...(mood === undefined ? [] : [this.#number('mood', mood)]),
      ...(models === undefined ? [] : [this.#number('models', models)]),
    ];
  }

  #number(group: FeatureGroup, step: string): number {
    const name = `${group} ${step}`;
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const number = this.groups.push(group) - 1;
    this.#numbers.set(name, number);
    return number;
  }
}

/** A kind as one text: the same kinds have the same. */
export function keyOf({ style, pace, vigour, mood, models }: SongKind): string {
  return JSON.stringify([style, pace, vigour, mood ?? '', models ?? '']);
}

/** A kind for people: `lofi-jazz, slow, calm`. */
export function kindName({ style, pace, vigour, mood, models }: SongKind): string {
  const parts = [
    style,
    pace === 'middle' ? '' : pace,
    vigour === 'own' ? '' : vigour,
    mood ?? '',
    models === undefined ? '' : `models ${models}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}
