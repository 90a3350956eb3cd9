import { access } from 'node:fs/promises';
import path from 'node:path';
import { nearestNames } from '../score/index.ts';
import { ComposeError } from './compose-error.ts';
import { readDataFiles } from './data-files.ts';
import { readMood, type Mood } from './mood.ts';
import { readStyle, type Style } from './style.ts';

/** The styles and moods of a folder, and what was found wrong with files that are none. */
export interface Styles {
  /** In the order in which they are offered; at least one. */
  readonly styles: readonly Style[];
  readonly moods: readonly Mood[];
  /** One line for each file that had to be left out: the file, the field, and what it must be. */
  readonly problems: readonly string[];
}

/** Where moods lie in the folder of styles. */
const MOODS = 'moods';

/**
 * Reads the style files of a folder and the moods in the folder `moods` below it, if there is one. A broken file is left out with a line
 * that says what to do. Throws a ComposeError when the folder can't be read or has no style in it.
 */
export async function openStyles(folder: string): Promise<Styles> {
  const { values: styles, problems } = await readDataFiles(folder, 'style', readStyle);
  if (styles.length === 0) {
    const why = problems.length > 0 ? `\n${problems.join('\n')}` : ' Put back the styles that came with the radio.';
    throw new ComposeError(`There is no style to play in ${folder}.${why}`);
  }
  const moodFolder = path.join(folder, MOODS);
  const hasMoods = await access(moodFolder).then(
    () => true,
    () => false,
  );
  const moods = hasMoods ? await readDataFiles(moodFolder, 'mood', readMood) : { values: [], problems: [] };
  return {
    styles: inOrder(styles),
    moods: inOrder(moods.values),
    problems: [...problems, ...moods.problems],
  };
}

/** The style of a name. Throws a ComposeError that names the nearest ones when there is none. */
export function findStyle(name: string, styles: readonly Style[]): Style {
  return find('style', name, styles);
}

/** The mood of a name. Throws a ComposeError that names the nearest ones when there is none. */
export function findMood(name: string, moods: readonly Mood[]): Mood {
  return find('mood', name, moods);
}

/** The error for a style or mood that is not among those that there are: it names the nearest. */
export function unknownName(kind: 'style' | 'mood', name: string, names: readonly string[]): ComposeError {
  if (names.length === 0) return new ComposeError(`There is no ${kind} "${name}", nor any other.`);
  const nearest = nearestNames(name, names);
  const hint = nearest.length > 0 ? `Did you mean ${nearest.join(' or ')}?` : `There are ${names.join(', ')}.`;
  return new ComposeError(`There is no ${kind} "${name}". ${hint}`);
}

function find<T extends { readonly name: string }>(kind: 'style' | 'mood', name: string, all: readonly T[]): T {
  const found = all.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    kind,
    name,
    all.map((candidate) => candidate.name),
  );
}

/** By the place that files give themselves, those without one after the others, by name. */
function inOrder<T extends { readonly name: string; readonly order?: number }>(items: readonly T[]): readonly T[] {
  const last = Number.POSITIVE_INFINITY;
  // Two infinities have no difference.
  return items.toSorted((a, b) => (a.order ?? last) - (b.order ?? last) || (a.name < b.name ? -1 : 1));
}
