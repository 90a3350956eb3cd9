import type { DrumNoise, DrumSound } from './drum-sound.ts';
import type { KitPatch } from './patch.ts';

/** The drums a kit differs in; the others are the same in all. */
interface KitDrums {
  readonly kick: DrumSound;
  readonly snare: DrumSound;
  readonly clap: DrumSound;
  /** Scales the decay of hats: 1 is crisp. */
  readonly hats: number;
  /** Pitch of the hats' and cymbals' metal. */
  readonly metalHertz: number;
}

const CLICK: DrumNoise = { level: -16, highPass: 1500, lowPass: 7000, decaySeconds: 0.012 };

function hat(decaySeconds: number, level: number, metalHertz: number): DrumSound {
  return {
    noises: [{ level: level - 4, highPass: 8500, lowPass: 15_000, q: 0.9, decaySeconds, spread: 0.25 }],
    metal: { level: level - 9, hertz: metalHertz, highPass: 7000, decaySeconds },
    pan: 0.12,
    chokes: 'hats',
  };
}

function tom(hertz: number, pan: number): DrumSound {
  return {
    tones: [{ level: -4, hertz, dropOctaves: 0.9, dropSeconds: 0.045, decaySeconds: 0.42 }],
    noises: [{ level: -24, highPass: 300, lowPass: 4000, decaySeconds: 0.06 }],
    drive: 1.2,
    pan,
  };
}

function cymbal(decaySeconds: number, level: number, metalHertz: number, lowest: number, pan: number): DrumSound {
  return {
    noises: [{ level, highPass: lowest, lowPass: 14_000, attackSeconds: 0.002, decaySeconds, spread: 0.7 }],
    metal: { level: level - 8, hertz: metalHertz, highPass: lowest + 1500, decaySeconds: decaySeconds * 0.8 },
    pan,
  };
}

function ring(hertz: number, decaySeconds: number, level: number, pan: number): DrumSound {
  return {
    tones: [
      { level, hertz, decaySeconds },
      { level: level - 4, hertz: hertz * 1.48, decaySeconds: decaySeconds * 0.8 },
    ],
    drive: 2,
    pan,
  };
}

function shaken(decaySeconds: number, level: number, pan: number): DrumSound {
  return {
    noises: [{ level, highPass: 6000, lowPass: 13_000, attackSeconds: 0.008, decaySeconds, spread: 0.2 }],
    pan,
  };
}

function kitSounds({ kick, snare, clap, hats, metalHertz }: KitDrums): ReadonlyMap<number, DrumSound> {
  const stick: DrumSound = {
    tones: [
      { level: -2, hertz: 1720, decaySeconds: 0.03 },
      { level: -4, hertz: 820, decaySeconds: 0.045 },
    ],
    noises: [{ level: -18, highPass: 2500, lowPass: 9000, decaySeconds: 0.02 }],
    pan: -0.1,
  };
  const crash = cymbal(2.2, -6, metalHertz, 3500, -0.2);
  const ride = cymbal(0.8, -7, metalHertz * 1.25, 6000, 0.25);
  const closed = hat(0.085 * hats, 1, metalHertz);
  const shaker = shaken(0.1, -1, 0.3);
  const bongo = (hertz: number, pan: number): DrumSound => ({
    tones: [{ level: -3, hertz, dropOctaves: 0.4, dropSeconds: 0.02, decaySeconds: 0.16 }],
    pan,
  });
  return new Map([
    ...[35, 36].map((key) => [key, kick] as const),
    ...[38, 40].map((key) => [key, snare] as const),
    [39, clap] as const,
    ...[37, 75, 76, 77].map((key) => [key, stick] as const),
    ...[42, 44].map((key) => [key, closed] as const),
    [46, hat(0.42 * hats, -2, metalHertz)] as const,
    ...[41, 43, 45, 47, 48, 50].map((key, index) => [key, tom(82 * 1.2 ** index, 0.3 - 0.12 * index)] as const),
    ...[49, 52, 55, 57].map((key) => [key, crash] as const),
    ...[51, 53, 59].map((key) => [key, ride] as const),
    ...[54, 69, 70, 82].map((key) => [key, shaker] as const),
    ...[56, 67, 68].map((key) => [key, ring(key === 56 ? 545 : key === 67 ? 900 : 720, 0.22, -11, 0.2)] as const),
    ...[60, 61, 62, 63, 64, 65, 66].map((key) => [key, bongo(420 / 1.13 ** (key - 60), -0.25)] as const),
    ...[80, 81].map((key) => [key, ring(4200, key === 80 ? 0.1 : 0.7, -18, 0.3)] as const),
  ]);
}

/** Hands that clap not quite together, then the room. */
function clapSound(level: number, decaySeconds: number): DrumSound {
  return {
    noises: [
      {
        level,
        highPass: 900,
        lowPass: 6500,
        q: 1.4,
        decaySeconds,
        bursts: [0, 0.011, 0.021, 0.032],
        spread: 0.35,
      },
    ],
  };
}

/** Electronic drums: every stroke alike, with a kick that carries a dance floor. */
export const KITS: readonly KitPatch[] = [
  {
    kind: 'kit',
    name: 'House Kit',
    nicknames: ['house', 'house drums', '909', '909 kit', 'tr 909'],
    gain: -8.7,
    sounds: kitSounds({
      kick: {
        tones: [
          { level: 0, hertz: 49, dropOctaves: 2.2, dropSeconds: 0.022, decaySeconds: 0.36 },
          { level: -12, hertz: 98, dropOctaves: 2.5, dropSeconds: 0.012, decaySeconds: 0.09 },
        ],
        noises: [CLICK],
        drive: 1.8,
      },
      snare: {
        tones: [{ level: -3, hertz: 185, dropOctaves: 0.8, dropSeconds: 0.015, decaySeconds: 0.14 }],
        noises: [{ level: 0, highPass: 1400, lowPass: 9500, decaySeconds: 0.2, spread: 0.2 }],
      },
      clap: clapSound(4, 0.24),
      hats: 1,
      metalHertz: 330,
    }),
  },
  {
    kind: 'kit',
    name: 'Trance Kit',
    nicknames: ['trance', 'trance drums', 'edm kit', 'future bass kit'],
    gain: -9.5,
    sounds: kitSounds({
      kick: {
        tones: [
          { level: 0, hertz: 54, dropOctaves: 3, dropSeconds: 0.014, decaySeconds: 0.28 },
          { level: -10, hertz: 108, dropOctaves: 3, dropSeconds: 0.009, decaySeconds: 0.06 },
        ],
        noises: [{ ...CLICK, level: -11, highPass: 2500, lowPass: 9000 }],
        drive: 2.6,
      },
      snare: {
        tones: [{ level: -4, hertz: 210, dropOctaves: 1, dropSeconds: 0.012, decaySeconds: 0.12 }],
        noises: [
          { level: 2, highPass: 1800, lowPass: 11_000, decaySeconds: 0.24, spread: 0.35 },
          { level: -6, highPass: 500, lowPass: 2500, decaySeconds: 0.12 },
        ],
      },
      clap: clapSound(5, 0.3),
      hats: 0.85,
      metalHertz: 390,
    }),
  },
  {
    kind: 'kit',
    name: 'Drum and Bass Kit',
    nicknames: ['drum and bass', 'drum bass kit', 'dnb', 'dnb kit', 'jungle kit'],
    gain: -8.0,
    sounds: kitSounds({
      kick: {
        tones: [
          { level: 0, hertz: 58, dropOctaves: 1.8, dropSeconds: 0.02, decaySeconds: 0.2 },
          { level: -9, hertz: 116, dropOctaves: 1.5, dropSeconds: 0.015, decaySeconds: 0.09 },
        ],
        noises: [{ ...CLICK, level: -13 }],
        drive: 2.2,
      },
      snare: {
        tones: [
          { level: -4, hertz: 196, dropOctaves: 0.6, dropSeconds: 0.018, decaySeconds: 0.17 },
          { level: -12, hertz: 331, decaySeconds: 0.08 },
        ],
        noises: [
          { level: -2, highPass: 1200, lowPass: 12_000, decaySeconds: 0.19, spread: 0.25 },
          { level: -13, highPass: 4500, lowPass: 14_000, decaySeconds: 0.05 },
        ],
        drive: 1.6,
      },
      clap: clapSound(4, 0.18),
      hats: 0.8,
      metalHertz: 410,
    }),
  },
];
