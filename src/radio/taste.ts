import type { Random } from '../random/index.ts';
import type { StyleTraits } from './planner.ts';
import type { Recipe } from './recipe.ts';
import type { SegmentFacts } from './segment.ts';

/** A third of a style's range of tempos. */
export type Pace = 'slow' | 'middle' | 'fast';

/** How much happens in a song: less than the style has of itself, as the style has it, or more. */
export type Vigour = 'sparse' | 'own' | 'full';

/** A kind of song: a style with its parameters in coarse steps. What listeners like is learnt of kinds, since a song is heard only a few times. */
export interface SongKind {
  readonly style: string;
  readonly pace: Pace;
  readonly vigour: Vigour;
  /** None when it is not given. */
  readonly mood?: string;
  /** Which networks compose it, when versions of them are on trial. */
  readonly models?: string;
}

/** Why a kind was chosen; what is logged with the play. */
export interface ChoiceNote {
  readonly kind: SongKind;
  /** Drawn blindly, each kind being as likely as any other: only such plays may be compared without bias. */
  readonly explored: boolean;
  /** How many kinds it was chosen from. */
  readonly offered: number;
  /** For people, in a sentence or two: what the choice rests on. */
  readonly why: string;
}

/**
 * Chooses what to play when nobody asked: requests and schedules stand above it, and are never put to it. Implemented by `evaluate/`. Calls return at once
 * and never throw.
 */
export interface Taste {
  /**
   * One of the kinds, of which there must be at least one. `guildId` as in {@link HeardPlay}. `style`: what is chosen by taste stays in this style, which must be among the kinds;
   * what is drawn blindly is drawn from all.
   */
  choose(
    kinds: readonly SongKind[],
    options?: { readonly guildId?: string | undefined; readonly style?: string | undefined },
  ): ChoiceNote;
}

/** Energies of a recipe by vigour; `own` leaves it to the style. */
const ENERGY = { sparse: 0.25, full: 0.85 } as const;
/** Energies below the first are sparse, above the second full: half-way between a style's own, which is written as 0.5, and the steps. */
const VIGOUR_EDGES = [0.375, 0.675] as const;

/** A range of tempos that is narrower than this is not cut into paces: nobody hears 171 from 174. */
const PACE_RATIO = 1.06;

/** What there is to choose from: each style at each pace, with each vigour or a mood (which sets a vigour of its own), by each version of the networks. */
export function kindsOf(
  traits: Readonly<Record<string, Pick<StyleTraits, 'tempo'>>>,
  options: { readonly moods?: readonly string[]; readonly models?: readonly string[] } = {},
): readonly SongKind[] {
  const { moods = [], models = [] } = options;
  const tempers: readonly Pick<SongKind, 'vigour' | 'mood'>[] = [
    ...(['sparse', 'own', 'full'] as const).map((vigour) => ({ vigour })),
    ...moods.map((mood) => ({ vigour: 'own', mood }) as const),
  ];
  const versions: readonly Pick<SongKind, 'models'>[] =
    models.length > 0 ? models.map((version) => ({ models: version })) : [{}];
  return Object.entries(traits).flatMap(([style, { tempo }]) => {
    const paces: readonly Pace[] = tempo[1] / tempo[0] < PACE_RATIO ? ['middle'] : ['slow', 'middle', 'fast'];
    return paces.flatMap((pace) =>
      tempers.flatMap((temper) => versions.map((version) => ({ style, pace, ...temper, ...version }))),
    );
  });
}

/** The slowest and fastest tempo of a pace, in quarter notes a minute: `tempoOf('slow', [60, 90])` is `[60, 70]`. */
export function tempoOf(pace: Pace, [slowest, fastest]: readonly [number, number]): readonly [number, number] {
  if (fastest / slowest < PACE_RATIO) return [slowest, fastest];
  const third = (fastest - slowest) / 3;
  const index = { slow: 0, middle: 1, fast: 2 }[pace];
  return [slowest + index * third, slowest + (index + 1) * third];
}

/** What a kind asks of a recipe besides its style: a tempo drawn from its pace, its energy, its mood and its networks. */
export function wishesOf(
  kind: SongKind,
  tempo: readonly [number, number],
  random: Random,
): Pick<Recipe, 'tempo' | 'energy' | 'mood' | 'models'> {
  const [low, high] = tempoOf(kind.pace, tempo);
  return {
    tempo: Math.max(Math.ceil(low), Math.min(Math.floor(high), Math.round(low + random() * (high - low)))),
    ...(kind.vigour === 'own' ? {} : { energy: ENERGY[kind.vigour] }),
    ...(kind.mood === undefined ? {} : { mood: kind.mood }),
    ...(kind.models === undefined ? {} : { models: kind.models }),
  };
}

/** The kind of a finished song: so what was asked for or scheduled is learnt from too. `tempo`: the range of its style, when it is known. */
export function kindOf(
  { style, tempo, recipe }: Pick<SegmentFacts, 'style' | 'tempo' | 'recipe'>,
  range?: readonly [number, number],
): SongKind {
  const { energy, mood, models } = recipe;
  const vigour =
    energy === undefined || mood !== undefined
      ? 'own'
      : energy < VIGOUR_EDGES[0]
        ? 'sparse'
        : energy > VIGOUR_EDGES[1]
          ? 'full'
          : 'own';
  return {
    ...{ style, pace: paceOf(tempo, range), vigour },
    ...(mood === undefined ? {} : { mood }),
    ...(models === undefined ? {} : { models }),
  };
}

function paceOf(tempo: number, range: readonly [number, number] | undefined): Pace {
  if (range === undefined || range[1] / range[0] < PACE_RATIO) return 'middle';
  const place = (tempo - range[0]) / (range[1] - range[0]);
  return place < 1 / 3 ? 'slow' : place < 2 / 3 ? 'middle' : 'fast';
}
