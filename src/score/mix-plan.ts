import { z } from 'zod';
import { PART_ROLES, type PartRole } from './score.ts';

/** A number in a range, with a message that says which. */
function between(least: number, most: number) {
  const message = `must be a number from ${least} to ${most}`;
  return z.number(message).min(least, message).max(most, message);
}

const frequency = between(20, 20_000);
const bell = z.strictObject({ frequency, gain: between(-18, 18), q: between(0.2, 8) }).readonly();

const strip = z.strictObject({
  /** LUFS that the part is brought to where it plays, before the buses; only the differences between parts matter. */
  loudness: between(-50, -10),
  /** -1 is left, 1 right. */
  pan: between(-1, 1),
  /** How far the sides stand out: 0 makes it mono, 1 leaves it as it is, 2 gives the sides twice their level. */
  width: between(0, 2),
  /** Corner in hertz, 12 dB an octave; 20 passes everything. */
  highPass: frequency,
  /** Corner in hertz, 12 dB an octave; 20000 passes everything. */
  lowPass: frequency,
  /** Bands lifted or lowered by decibels. */
  bells: z.array(bell).max(6, 'holds at most 6 bells').readonly(),
  /** Decibels by which everything above 5 kHz is lifted or lowered. */
  air: between(-12, 12),
  /** Share that goes to the reverb, as a gain. */
  reverbSend: between(0, 1),
  /** `tape` sways in pitch with the machine, `dry` does not. */
  bus: z.enum(['tape', 'dry'], 'must be "tape" or "dry"'),
  /** How hard it is driven into saturation; 0 leaves it clean. */
  drive: between(0, 6),
  /** Decibels by which a kick pushes it back. */
  duck: between(0, 24),
  /** Seconds until it is back from a kick's push. */
  duckRelease: between(0.05, 1),
});

const room = z.strictObject({
  /** 0 to 1: how long it rings. */
  size: between(0, 1),
  /** 0 to 1: how fast the highs die. */
  damping: between(0, 1),
  /** Seconds before the room answers. */
  preDelay: between(0, 0.1),
});

const tape = z.strictObject({
  /** Slow swaying, in cents; from 10 on, chords sound out of tune. */
  wow: between(0, 30),
  /** Fast trembling, in cents. */
  flutter: between(0, 10),
});

const sum = z.strictObject({
  highPass: frequency,
  lowPass: frequency,
  /** Saturation of all music together; 0 leaves it clean. */
  drive: between(0, 4),
});

const glue = z.strictObject({
  /** dBFS of the music above which it acts. The plan's loudnesses put music at about -16. */
  threshold: between(-40, 0),
  /** Decibels in for one decibel out. */
  ratio: between(1, 10),
  attackSeconds: between(0.001, 0.2),
  releaseSeconds: between(0.02, 2),
});

const strips = Object.fromEntries(PART_ROLES.map((role) => [role, strip.partial().readonly()])) as Record<
  PartRole,
  z.ZodReadonly<ReturnType<typeof strip.partial>>
>;

/**
 * What a style's file says of the mix: the desk to begin with, and what is set otherwise on it. Unknown names and numbers out of
 * range are refused with the place and the range.
 */
export const mixPlanSchema = z
  .strictObject({
    base: z.enum(['lofi', 'edm'], 'must be "lofi" or "edm"'),
    strips: z.strictObject(strips).partial().readonly().optional(),
    room: room.partial().readonly().optional(),
    tape: tape.partial().readonly().optional(),
    sum: sum.partial().readonly().optional(),
    glue: glue.partial().readonly().optional(),
  })
  .readonly();

/** A desk and what is set otherwise on it: `{ base: 'edm', strips: { pad: { duck: 9 } } }`. */
export type MixPlan = z.infer<typeof mixPlanSchema>;

/** How a part is set in the mix, in full. */
export type StripPlan = Readonly<z.infer<typeof strip>>;

/** Every setting of a desk. */
export interface DeskPlan {
  readonly strips: Readonly<Record<PartRole, StripPlan>>;
  readonly room: Readonly<z.infer<typeof room>>;
  readonly tape: Readonly<z.infer<typeof tape>>;
  readonly sum: Readonly<z.infer<typeof sum>>;
  readonly glue: Readonly<z.infer<typeof glue>>;
}
