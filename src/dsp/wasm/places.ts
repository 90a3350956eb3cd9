import { COEFFICIENT_BYTES, STATE_BYTES } from './filter-routines.ts';
import { PERIOD_BITS } from './voice-routines.ts';

/** Frames that are worked on at a time: few enough for the processor's nearest memory to hold what a mix works on. */
export const PIECE_FRAMES = 1920;

/** Routines that take four frames at a time may go so far beyond the last one. */
const SLACK_FRAMES = 8;

/** Filters of one chain, comb filters at a time and the longest of their lines, in frames. */
export const MOST_FILTERS = 16;
const LINES = 4;
const LONGEST_LINE = 2000;

/** Frames that a voice is played in at a time, and periods of waves that stay for the voices to come: enough for what sounds at once. */
export const VOICE_FRAMES = 64;
export const MOST_PERIODS = 16;

const VOICE_BYTES = (VOICE_FRAMES + SLACK_FRAMES) * 4;
/** A period has its first sample once more at its end. */
const PERIOD_BYTES = (2 ** PERIOD_BITS + 4) * 4;

const SLOT_BYTES = (PIECE_FRAMES + SLACK_FRAMES) * 4;
const SLOTS = 10;
const COEFFICIENTS = SLOTS * SLOT_BYTES;
const STATES = COEFFICIENTS + MOST_FILTERS * COEFFICIENT_BYTES;
const VOICE = STATES + MOST_FILTERS * STATE_BYTES;
const PERIODS = VOICE + 2 * VOICE_BYTES;
const LINE = PERIODS + MOST_PERIODS * PERIOD_BYTES;

/** Addresses in the memory of the kernels, which works on one thing at a time. */
export const PLACES = {
  /** Channels of what is brought from elsewhere, of two sums, and of a room. */
  work: [0, SLOT_BYTES],
  sums: [
    [2 * SLOT_BYTES, 3 * SLOT_BYTES],
    [4 * SLOT_BYTES, 5 * SLOT_BYTES],
  ],
  wet: [6 * SLOT_BYTES, 7 * SLOT_BYTES],
  send: 8 * SLOT_BYTES,
  /** A gain for each frame. */
  gains: 9 * SLOT_BYTES,
  coefficients: COEFFICIENTS,
  states: STATES,
  voice: [VOICE, VOICE + VOICE_BYTES],
  period: (index: number): number => PERIODS + index * PERIOD_BYTES,
  line: (index: number): number => LINE + index * (LONGEST_LINE * 4 + SLOT_BYTES),
} as const;

/** Memory that all of it takes. */
export const MEMORY_BYTES: number = PLACES.line(LINES);
