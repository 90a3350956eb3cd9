import { markdownTable } from '../../src/evaluate/index.ts';
import type { Loss } from './simulate.ts';

/** What was lost in one world: by policy, and by variant of the radio's own, one loss for each seed. */
export interface Measured {
  readonly name: string;
  readonly about: string;
  readonly losses: Readonly<Record<string, readonly Loss[]>>;
  readonly variants?: Readonly<Record<string, readonly Loss[]>>;
}

/** Policies against listeners of known taste, as Markdown. `pictureOf`: where the picture of a world is. */
export function simulationPage(
  {
    plays,
    seeds,
    worlds,
  }: { readonly plays: number; readonly seeds: readonly number[]; readonly worlds: readonly Measured[] },
  pictureOf: (name: string) => string,
): string {
  return [
    '# Simulation: does the radio learn what is liked?',
    `Written by \`npm run simulate\`: ${plays} plays in each world, seeds ${seeds.join(', ')}; figures are means over the seeds, with the greatest in brackets. ` +
      'The policy was tuned with other seeds.',
    '**Regret** is how many more listeners would have liked the best kind of song of that moment than liked what was played, as a share of the honest listeners, added up over the plays: ' +
      'of 100 plays that half of the listeners like where the best kind is liked by 80 %, the regret is 30. **Against the best fixed choice**: the same against the one kind for each guild that was ' +
      'best over all its plays; below 0 means better than any fixed choice, as after a change of taste. Policies choose from 225 kinds of songs (9 styles, paces, energies and moods) ' +
      'and see only thumbs and stays: an honest listener hears every second song, votes on every tenth of these, and leaves early more often when a song is not liked. ' +
      'The radio must draw 15 % of the songs blindly, so that its regret cannot fall below 15 % of that of uniform choice, and may play no kind more than twice in eight songs; the others need not.',
    ...worlds.flatMap((world) => [
      `## ${capital(world.name)}`,
      world.about,
      table('policy', world.losses),
      `![Regret by plays](${pictureOf(world.name)})`,
    ]),
    '## What the settings matter',
    'The radio with other settings, one seed. "Of uniform" is against the same seed.',
    ...worlds.flatMap(({ name, losses, variants }) =>
      variants === undefined ? [] : [`**${capital(name)}**`, table('setting', variants, losses)],
    ),
  ].join('\n\n');
}

function table(
  heading: string,
  losses: Readonly<Record<string, readonly Loss[]>>,
  beside: Readonly<Record<string, readonly Loss[]>> = losses,
): string {
  return markdownTable([
    [heading, 'regret', 'of uniform', 'against the best fixed choice'],
    ...Object.entries(losses).map(([name, own]) => {
      const shares = own.map(({ regret }, index) => regret / beside['uniform']![index]!.regret);
      return [
        name,
        meanAndMost(own.map(({ regret }) => regret)),
        `${(100 * mean(shares)).toFixed(0)} % (${(100 * Math.max(...shares)).toFixed(0)} %)`,
        meanAndMost(own.map(({ againstFixed }) => againstFixed)),
      ];
    }),
  ]);
}

function meanAndMost(values: readonly number[]): string {
  return `${mean(values).toFixed(0)} (${Math.max(...values).toFixed(0)})`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
