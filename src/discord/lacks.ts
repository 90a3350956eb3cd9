import type { Lack, SegmentFacts } from '../radio/index.ts';
import type { Say } from './language/language.ts';
import { layerName } from './names.ts';
import { anyOf, quoted } from './quoted.ts';

/** What a song lacks of what was asked for, a line each; of songs from before it was kept as data, what the station said in English. */
export function lackLines({ lacks, warnings }: Pick<SegmentFacts, 'lacks' | 'warnings'>, say: Say): readonly string[] {
  return lacks?.map((lack) => lackIn(lack, say)) ?? warnings;
}

/** A lack in a language; what is wrong with a file is for whoever runs the radio, who finds it in the log. */
export function lackIn(lack: Lack, say: Say): string {
  const name = quoted(lack.name, say);
  switch (lack.kind) {
    case 'no-networks':
      return say('lack.no-networks', { name });
    case 'no-part':
      return say('lack.no-part', { name, part: say(`part.${lack.role}`), style: lack.style });
    case 'no-instrument':
      return withHint(say('lack.no-instrument', { name, instead: lack.instead }), lack.near, say);
    case 'bad-instrument':
      return say('lack.bad-instrument', { name, instead: lack.instead });
    case 'no-effect':
      return withHint(say('problem.unknown-effect', { name }), lack.near, say);
    case 'bad-effect':
    case 'no-level':
      return say(`lack.${lack.kind}`, { name: quoted(layerName(lack.name, say), say) });
    case 'other-level':
      return say('lack.other-level', {
        name: quoted(layerName(lack.name, say), say),
        db: lack.db,
        asked: lack.asked,
      });
  }
}

function withHint(text: string, near: readonly string[], say: Say): string {
  return near.length === 0 ? text : `${text} ${say('problem.near', { names: anyOf(near, say) })}`;
}
