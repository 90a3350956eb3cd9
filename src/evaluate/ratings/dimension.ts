import { EFFECT_OFF_DB, kindOf } from '../../radio/index.ts';
import { PART_ROLES } from '../../score/index.ts';
import type { RatedPlay } from './rated-play.ts';

/** Something that plays differ in, and which groups of it a play belongs to. */
export interface Dimension {
  readonly name: string;
  /** None when the dimension doesn't concern the play. */
  readonly groupsOf: (play: RatedPlay) => readonly string[];
  /** What a group is compared with: plays of other groups of the dimension, or all plays that are not in it. */
  readonly against: 'other groups' | 'all others';
  /** Compared by plays that were drawn blindly alone: others were chosen, or heard at other times. */
  readonly blindOnly?: boolean;
}

/** Upper ends of the groups of tempos, in quarter notes a minute. */
const TEMPO_ENDS = [70, 80, 90, 125, 140, 160] as const;

/** The dimensions that there are in some plays: style, version on trial and of each network, instrument of each part, effect, and parameter. */
export function dimensionsOf(plays: readonly RatedPlay[]): readonly Dimension[] {
  const networks = [...new Set(plays.flatMap(({ song }) => Object.keys(song.facts.models)))].sort();
  const parts = PART_ROLES.filter((part) => plays.some(({ song }) => song.facts.instruments[part] !== undefined));
  return [
    one('style', ({ song }) => song.facts.style),
    { ...one('version on trial', ({ song }) => song.facts.recipe.models), blindOnly: true },
    ...networks.map((network) => one(`version of ${network}`, ({ song }) => song.facts.models[network])),
    ...parts.map((part) => one(`instrument of ${part}`, ({ song }) => song.facts.instruments[part])),
    { name: 'effect', groupsOf: effectsOf, against: 'all others' },
    one('mood', ({ song }) => song.facts.recipe.mood ?? 'none'),
    one('energy', ({ song }) => kindOf(song.facts).vigour),
    one('tempo', ({ song }) => tempoGroup(song.facts.tempo)),
    one('mode', ({ song }) => (/min|m$/.test(song.facts.key) ? 'minor' : 'major')),
    one('how it came on', ({ play }) =>
      play.choice === undefined
        ? 'asked for, scheduled or reserve'
        : play.choice.explored
          ? 'drawn blindly'
          : 'chosen by taste',
    ),
  ];
}

function one(name: string, groupOf: (play: RatedPlay) => string | undefined): Dimension {
  return {
    name,
    groupsOf: (play) => [groupOf(play)].filter((group) => group !== undefined),
    against: 'other groups',
  };
}

function effectsOf({ song }: RatedPlay): readonly string[] {
  return Object.entries(song.facts.effects).flatMap(([effect, db]) => (db > EFFECT_OFF_DB ? [effect] : []));
}

/** `70-80 BPM`: from 70 up, below 80. */
function tempoGroup(tempo: number): string {
  const place = TEMPO_ENDS.findIndex((end) => tempo < end);
  if (place === 0) return `below ${TEMPO_ENDS[0]} BPM`;
  if (place === -1) return `from ${TEMPO_ENDS.at(-1)} BPM`;
  return `${TEMPO_ENDS[place - 1]}-${TEMPO_ENDS[place]} BPM`;
}
