/** What a drummer can hit. */
export const DRUM_VOICES = [
  ...(['kick', 'snare', 'rim', 'clap'] as const),
  ...(['closed hat', 'open hat', 'crash', 'ride'] as const),
  ...(['low tom', 'mid tom', 'high tom', 'percussion'] as const),
] as const;
export type DrumVoice = (typeof DRUM_VOICES)[number];

/** How drums are played. `lofi` is boom-bap: hip-hop, funk and soul, by hand, at an easy tempo. */
export const DRUM_STYLES = [
  ...(['lofi', 'hip-hop', 'house', 'trance', 'drum and bass'] as const),
  ...(['jazz', 'funk', 'latin', 'rock', 'other'] as const),
] as const;
export type DrumStyle = (typeof DRUM_STYLES)[number];

/**
 * The percussion keys of General MIDI level 1 by voice, the usual one first, and three that electronic kits add (22 and 26: the
 * hat's edge; 58: the low tom's rim). Every other key is percussion.
 */
const KEYS: Readonly<Record<DrumVoice, readonly [number, ...number[]]>> = {
  kick: [36, 35],
  snare: [38, 40],
  rim: [37],
  clap: [39],
  'closed hat': [42, 44, 22],
  'open hat': [46, 26],
  crash: [49, 57, 52, 55],
  ride: [51, 53, 59],
  'low tom': [43, 41, 58],
  'mid tom': [47, 45],
  'high tom': [50, 48],
  percussion: [54],
};

/** The percussion key that a voice is played on: `drumKey('kick')` is 36. Percussion at large is a tambourine. */
export function drumKey(voice: DrumVoice): number {
  return KEYS[voice][0];
}

/** The voice of a percussion key: `drumVoice(35)` is `kick`, `drumVoice(56)` (a cowbell) is `percussion`. */
export function drumVoice(key: number): DrumVoice {
  return DRUM_VOICES.find((voice) => KEYS[voice].includes(key)) ?? 'percussion';
}
