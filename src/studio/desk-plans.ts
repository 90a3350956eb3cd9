import type { DeskPlan, MixPlan, PartRole, StripPlan } from '../score/index.ts';

/** A strip that changes nothing. */
const FLAT: StripPlan = {
  loudness: -20,
  pan: 0,
  width: 1,
  highPass: 20,
  lowPass: 20_000,
  bells: [],
  air: 0,
  reverbSend: 0,
  bus: 'dry',
  drive: 0,
  duck: 0,
  duckRelease: 0.24,
};

/**
 * The LoFi desk. Levels by measuring: the melody comes out 2.5 to 3 LU over the chords, drums between them, the bass is felt rather than
 * heard (K-weighting hears little of it), the pad is hardly noticed. Everything but the bass is cut below, everything but drums is dark;
 * the reverberation of the melody lies 9 dB under it, that of the chords 12. The room is small and curtained (1.3 s), the tape sways
 * as much as can be felt as age, the drive rounds off the peaks of the sum by up to 2 dB, and the glue takes 1 to 3 dB.
 */
const LOFI: DeskPlan = {
  strips: {
    drums: {
      ...FLAT,
      loudness: -18.5,
      highPass: 32,
      lowPass: 11_000,
      bells: [{ frequency: 300, gain: -2, q: 0.9 }],
      air: 4,
      reverbSend: 0.1,
      drive: 1.4,
    },
    bass: { ...FLAT, loudness: -20.5, highPass: 35, lowPass: 2200, duck: 1.5 },
    chords: {
      ...FLAT,
      loudness: -21.5,
      pan: -0.12,
      highPass: 130,
      lowPass: 5500,
      bells: [
        { frequency: 320, gain: -2, q: 0.8 },
        { frequency: 1800, gain: 3, q: 0.7 },
      ],
      reverbSend: 0.2,
      bus: 'tape',
      duck: 3.5,
    },
    pad: {
      ...FLAT,
      loudness: -26.5,
      pan: 0.1,
      highPass: 180,
      lowPass: 4200,
      reverbSend: 0.3,
      bus: 'tape',
      duck: 4.5,
    },
    arp: {
      ...FLAT,
      loudness: -24.5,
      pan: -0.2,
      highPass: 220,
      lowPass: 6000,
      reverbSend: 0.25,
      bus: 'tape',
      duck: 2,
    },
    fx: { ...FLAT, loudness: -28, highPass: 150, reverbSend: 0.25 },
    melody: {
      ...FLAT,
      loudness: -19.2,
      pan: 0.14,
      highPass: 170,
      lowPass: 7000,
      bells: [{ frequency: 2500, gain: 2, q: 0.7 }],
      reverbSend: 0.2,
      bus: 'tape',
    },
  },
  room: { size: 0.55, damping: 0.6, preDelay: 0 },
  tape: { wow: 7, flutter: 1.5 },
  sum: { highPass: 28, lowPass: 9000, drive: 0.8 },
  glue: { threshold: -19, ratio: 2, attackSeconds: 0.025, releaseSeconds: 0.25 },
};

/**
 * The EDM desk: drums and bass in front and mono below, chords and pads wide and pushed back by every kick, a long bright room like a
 * plate behind the lead, no tape. The glue acts on the drop only and gently, so that a drop stays well above its break.
 */
const EDM: DeskPlan = {
  strips: {
    drums: { ...FLAT, loudness: -17, highPass: 28, air: 1.5, reverbSend: 0.03, drive: 0.9 },
    bass: { ...FLAT, loudness: -19, width: 0, highPass: 30, lowPass: 7000, drive: 0.8, duck: 8, duckRelease: 0.2 },
    chords: {
      ...FLAT,
      loudness: -20.5,
      width: 1.25,
      highPass: 160,
      bells: [{ frequency: 350, gain: -2, q: 0.8 }],
      reverbSend: 0.16,
      duck: 7,
      duckRelease: 0.26,
    },
    pad: {
      ...FLAT,
      loudness: -24.5,
      width: 1.4,
      highPass: 220,
      lowPass: 12_000,
      reverbSend: 0.3,
      duck: 9,
      duckRelease: 0.32,
    },
    arp: { ...FLAT, loudness: -23, pan: -0.15, width: 1.2, highPass: 250, reverbSend: 0.25, duck: 4, duckRelease: 0.2 },
    fx: { ...FLAT, loudness: -23, width: 1.2, highPass: 120, reverbSend: 0.2 },
    melody: {
      ...FLAT,
      loudness: -19,
      highPass: 180,
      bells: [{ frequency: 2800, gain: 1.5, q: 0.7 }],
      reverbSend: 0.22,
      duck: 2,
      duckRelease: 0.2,
    },
  },
  room: { size: 0.72, damping: 0.3, preDelay: 0.018 },
  tape: { wow: 0, flutter: 0 },
  sum: { highPass: 26, lowPass: 18_000, drive: 0.5 },
  glue: { threshold: -13, ratio: 1.6, attackSeconds: 0.03, releaseSeconds: 0.16 },
};

const BASES: Readonly<Record<MixPlan['base'], DeskPlan>> = { lofi: LOFI, edm: EDM };

/** Every setting of the desk for a plan: what the plan does not say is as on its base. */
export function resolveMix(plan: MixPlan = { base: 'lofi' }): DeskPlan {
  const base = BASES[plan.base];
  return {
    strips: Object.fromEntries(
      (Object.entries(base.strips) as [PartRole, StripPlan][]).map(([role, strip]) => [
        role,
        changed(strip, plan.strips?.[role]),
      ]),
    ) as Record<PartRole, StripPlan>,
    room: changed(base.room, plan.room),
    tape: changed(base.tape, plan.tape),
    sum: changed(base.sum, plan.sum),
    glue: changed(base.glue, plan.glue),
  };
}

/** Settings with those that are given in place of their own. */
function changed<Settings extends object>(
  settings: Settings,
  changes: { readonly [Name in keyof Settings]?: Settings[Name] | undefined } | undefined,
): Settings {
  const given = Object.entries(changes ?? {}).filter(([, value]) => value !== undefined);
  return { ...settings, ...Object.fromEntries(given) };
}
