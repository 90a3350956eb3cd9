import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { HALF_LIFE_PLAYS, SPREADS, type Spreads } from '../src/taste/index.ts';
import { lineChart } from '../src/score/index.ts';
import { epsilonGreedy, type Policy, thompson, uniform, upperConfidence } from './simulation/policies.ts';
import { SCENARIOS } from './simulation/scenarios.ts';
import { type Loss, simulate } from './simulation/simulate.ts';
import { type Measured, simulationPage } from './simulation/simulation-page.ts';
import { writeFormatted } from './write-formatted.ts';

// Lets policies choose songs for listeners whose taste is known, and writes what each lost: docs/simulation.md, docs/simulation.json and a picture for each world.
const { values } = parseArgs({
  options: {
    plays: { type: 'string', default: '5000' },
    seeds: { type: 'string', default: '3' },
    out: { type: 'string', default: 'docs/simulation' },
  },
});
/** The policy was tuned on seeds from 1 and from 101 on; it is shown on others. */
const FIRST_SEED = 11;
const plays = Number(values.plays);
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => FIRST_SEED + index);

type MadePolicy = Parameters<typeof simulate>[1];

const POLICIES: Readonly<Record<string, MadePolicy>> = {
  uniform,
  'Thompson, the radio': (random): Policy => thompson({ random }),
  'epsilon-greedy by kind': (random) => epsilonGreedy(random, 'kind'),
  'epsilon-greedy by style': (random) => epsilonGreedy(random, 'style'),
  'UCB1 by style': upperConfidence,
};

const scaled = (factor: number): Spreads => ({
  shared: times(SPREADS.shared, factor),
  guild: times(SPREADS.guild, factor),
});
const VARIANTS: Readonly<Record<string, MadePolicy>> = {
  'as it is': (random) => thompson({ random }),
  'half-life halved': (random) => thompson({ random, halfLife: HALF_LIFE_PLAYS / 2 }),
  'half-life doubled': (random) => thompson({ random, halfLife: HALF_LIFE_PLAYS * 2 }),
  'spreads halved': (random) => thompson({ random, spreads: scaled(0.5) }),
  'spreads doubled': (random) => thompson({ random, spreads: scaled(2) }),
  'draws as wide as the belief': (random) => thompson({ random, daring: 1 }),
  'the best guess, no draws': (random) => thompson({ random, daring: 0 }),
};

/** Worlds that the variants are tried in, with one seed. */
const VARIED = ['three tastes', 'drift'];

const measured: Measured[] = [];
for (const scenario of SCENARIOS) {
  const losses = run(scenario.name, POLICIES, seeds);
  const variants = VARIED.includes(scenario.name) ? run(scenario.name, VARIANTS, seeds.slice(0, 1)) : undefined;
  measured.push({
    name: scenario.name,
    about: scenario.about,
    losses,
    ...(variants === undefined ? {} : { variants }),
  });
}
await mkdir(values.out, { recursive: true });
for (const { name, losses } of measured) {
  const series = Object.entries(losses).map(([policy, [first]]) => ({
    name: policy,
    points: first!.curve.map((regret, index) => [((index + 1) * plays) / first!.curve.length, regret] as const),
  }));
  const title = `Regret: ${name}, seed ${FIRST_SEED}`;
  const svg = lineChart({ title, xLabel: 'plays', yLabel: 'likes lost so far, songs', series });
  await writeFile(path.join(values.out, `${slug(name)}.svg`), svg);
}
const result = { plays, seeds, worlds: measured };
await writeFormatted(
  `${values.out}.md`,
  simulationPage(result, (name) => `${path.basename(values.out)}/${slug(name)}.svg`),
);
await writeFormatted(`${values.out}.json`, JSON.stringify(result));
console.log(
  `${values.out}.md and ${values.out}.json: ${measured.length} worlds, ${seeds.length} seeds, ${plays} plays each`,
);

function run(
  world: string,
  policies: Readonly<Record<string, MadePolicy>>,
  chosen: readonly number[],
): Record<string, readonly Loss[]> {
  const scenario = SCENARIOS.find(({ name }) => name === world)!;
  return Object.fromEntries(
    Object.entries(policies).map(([name, policy]) => {
      const losses = chosen.map((seed) => simulate(scenario, policy, { seed, plays }));
      console.error(`${world}, ${name}: regret ${losses.map(({ regret }) => regret.toFixed(0)).join(', ')}`);
      return [name, losses];
    }),
  );
}

function times<Name extends string>(entries: Readonly<Record<Name, number>>, factor: number): Record<Name, number> {
  return Object.fromEntries(Object.entries<number>(entries).map(([name, value]) => [name, value * factor])) as Record<
    Name,
    number
  >;
}

function slug(name: string): string {
  return name.replaceAll(/[^a-z0-9]+/g, '-');
}
