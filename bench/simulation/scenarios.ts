import type { Scenario } from './world.ts';

const SIX = { honest: 6 } as const;

/** The worlds that the policies are tried in. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'one taste', about: 'One guild of six listeners.', guilds: [{ listeners: SIX }], apart: 0 },
  {
    name: 'three tastes',
    about: 'Three guilds of six listeners that differ as much as the styles do.',
    guilds: [{ listeners: SIX }, { listeners: SIX }, { listeners: SIX }],
    apart: 0.7,
  },
  {
    name: 'eight guilds, two of them new',
    about: 'Eight guilds that differ less than the styles do; two of them begin at half-time.',
    guilds: [
      ...Array.from({ length: 6 }, () => ({ listeners: SIX })),
      { listeners: SIX, from: 0.5 },
      { listeners: SIX, from: 0.5 },
    ],
    apart: 0.3,
  },
  {
    name: 'drift',
    about: 'One guild whose taste turns into another at half-time.',
    guilds: [{ listeners: SIX }],
    apart: 0,
    drift: 0.5,
  },
  {
    name: 'three trolls',
    about: 'One guild of six listeners, and three who hear every song and vote each of them down.',
    guilds: [{ listeners: { honest: 6, troll: 3 } }],
    apart: 0,
  },
  {
    name: 'six trolls',
    about: 'The same with six of them: of twenty votes nineteen are theirs.',
    guilds: [{ listeners: { honest: 6, troll: 6 } }],
    apart: 0,
  },
  {
    name: 'campaign',
    about: 'One guild of six listeners, and one who hears every song and votes drum and bass up and all else down.',
    guilds: [{ listeners: { honest: 6, campaigner: 1 } }],
    apart: 0,
  },
];
