import { plainName } from './nearest-names.ts';

/** What people call the effects that the studio makes itself, in {@link plainName plain} words. */
const NICKNAMES: Readonly<Record<string, string>> = {
  'tape hiss': 'tape',
  hiss: 'tape',
  'vinyl crackle': 'vinyl',
  crackle: 'vinyl',
  'vinyl noise': 'vinyl',
  'coffee shop': 'cafe',
  storm: 'thunder',
  thunderstorm: 'thunder',
  'rain drops': 'rain',
  raindrops: 'rain',
  fireplace: 'fire',
  campfire: 'fire',
};

/** The effect that another word for it stands for, whatever its case and punctuation: `Tape-Hiss` is `tape`; undefined for no such word. */
export function findEffect(name: string): string | undefined {
  const wish = plainName(name);
  return Object.hasOwn(NICKNAMES, wish) ? NICKNAMES[wish] : undefined;
}
