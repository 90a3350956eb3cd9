import { dbToGain, integratedLoudness, silence, type Db, type Lufs, type Stereo } from '../dsp/index.ts';
import type { Automation, DeskPlan, PartRole, Score, Ticks } from '../score/index.ts';
import { Desk, kickFrames } from './desk.ts';
import { limitingLoss, TARGET } from './master.ts';
import { heard, type Medley } from './medley.ts';
import { Strip } from './strip.ts';

/** Gain that a part's loudness may ask for; beyond it, something is wrong with the part rather than its level. */
const MOST_GAIN_DB = 36;

/** How much of a difference in loudness that the notes make expect is there: measured on LoFi and house, where all was too much. */
const TRUST_IN_NOTES = 0.5;

/** Stretches that lie so far below the average do not count, as in BS.1770-4. */
const RELATIVE_GATE: Db = -10;

/** The excerpts are measured without the song's moves. */
const STILL = { filters: [], gains: [] };

/** What is found out about a song before it is played. */
export interface SoundCheck {
  /** By part: the linear gain that brings it to its loudness in the plan; 0 for a part that is silent. */
  readonly gains: readonly number[];
  /** Estimate of the whole song's loudness on the desk. */
  readonly music: Lufs;
  /** Estimate of the gain that masters it. */
  readonly master: Db;
}

/** A part's sound in a medley. */
export interface PartExcerpts {
  readonly role: PartRole;
  /** By excerpt: dry; undefined where the part rests. */
  readonly audio: readonly (Stereo | undefined)[];
}

/**
 * Plays a medley of a song over the desk. The parts' sound is spent. `effects` are the levels of what lies under the music. Undefined
 * when nothing sounds.
 */
export function checkSound(
  stems: readonly PartExcerpts[],
  medley: Medley,
  plan: DeskPlan,
  song: { readonly score: Score; readonly effects: readonly Db[] },
): SoundCheck | undefined {
  const gains = stems.map(({ role, audio }, index) => {
    const { loudness } = plan.strips[role];
    const strip = new Strip(plan.strips[role], 1, { kicks: [], moves: STILL });
    for (const excerpt of audio) if (excerpt !== undefined) strip.tone(excerpt);
    const own = integratedLoudness(heard(audio, medley));
    if (own === -Infinity) return 0;
    // The medley has its busiest moments: over the whole song it is quieter, though by less than its notes tell.
    const { shown, whole } = usualActivity(medley, index);
    const quieter = shown === 0 ? 0 : TRUST_IN_NOTES * 10 * Math.log10(whole / shown);
    return dbToGain(Math.min(MOST_GAIN_DB, loudness - (own + quieter)));
  });
  if (gains.every((gain) => gain === 0)) return undefined;

  const music = heard(mixExcerpts(stems, gains, medley, plan), medley);
  const measured = integratedLoudness(music);
  const { medley: expected, song: whole } = expectedPower(stems, medley, plan, song.score.automation);
  const loudness = measured + 10 * Math.log10(whole / expected);
  const bed = song.effects.reduce((sum, db) => sum + 10 ** (db / 10), 1);
  const gain = TARGET - (loudness + 10 * Math.log10(bed));
  return { gains, music: loudness, master: gain + limitingLoss(music, gain) };
}

/** The excerpts' music, from parts whose sound went through the first half of their strips. */
function mixExcerpts(
  stems: readonly PartExcerpts[],
  gains: readonly number[],
  medley: Medley,
  plan: DeskPlan,
): readonly Stereo[] {
  const desk = new Desk(plan, 0, STILL);
  return medley.excerpts.map(({ parts }, place) => {
    const kicks = kickFrames(
      stems.map(({ role }, index) => ({ role, notes: parts[index]! })),
      (frame) => frame,
    );
    const strips = stems.flatMap(({ role, audio }, index) => {
      const excerpt = audio[place];
      if (excerpt === undefined) return [];
      const strip = new Strip(plan.strips[role], gains[index]!, { kicks, moves: STILL });
      strip.fade(excerpt);
      return [{ plan: strip.plan, audio: excerpt }];
    });
    const music = silence(medley.frames);
    desk.mix(strips, music);
    return music;
  });
}

/**
 * Power of the medley and of the whole song, as far as the notes, the plan's levels and moving gains tell: each part is at its
 * loudness where it is busy.
 */
function expectedPower(
  stems: readonly { readonly role: PartRole }[],
  medley: Medley,
  plan: DeskPlan,
  automation: readonly Automation[] | undefined,
): { readonly medley: number; readonly song: number } {
  const parts = stems.map(({ role }, index) => {
    const activity = medley.activity[index]!;
    const level = 10 ** (plan.strips[role].loudness / 10);
    const { whole } = usualActivity(medley, index);
    return { role, activity, unit: whole === 0 ? 0 : level / whole };
  });
  const powerAt = (stretch: number, moved: boolean): number =>
    parts.reduce((sum, { role, activity, unit }) => {
      const gain = moved ? gainAt(automation, role, medley.middles[stretch]!) : 0;
      return sum + activity[stretch]! * unit * 10 ** (gain / 10);
    }, 0) * (moved ? 10 ** (gainAt(automation, 'music', medley.middles[stretch]!) / 10) : 1);
  return {
    medley: gatedMean(medley.excerpts.map(({ stretch }) => powerAt(stretch, false))),
    song: gatedMean(medley.middles.map((_, stretch) => powerAt(stretch, true))),
  };
}

/** How busy a part is where it plays: in the medley, and in the whole song. */
function usualActivity(medley: Medley, part: number): { readonly shown: number; readonly whole: number } {
  const activity = medley.activity[part]!;
  return { shown: gatedMean(medley.excerpts.map(({ stretch }) => activity[stretch]!)), whole: gatedMean(activity) };
}

function gatedMean(powers: readonly number[]): number {
  const audible = powers.filter((power) => power > 0);
  const mean = average(audible);
  return average(audible.filter((power) => power > mean * 10 ** (RELATIVE_GATE / 10)));
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Where the moving gains of a target stand. */
function gainAt(automation: readonly Automation[] | undefined, target: Automation['target'], at: Ticks): Db {
  let gain: Db = 0;
  for (const { target: own, setting, points } of automation ?? []) {
    if (own !== target || setting !== 'gain' || points.length === 0) continue;
    const next = points.findIndex((point) => point.at > at);
    const before = points[next === -1 ? points.length - 1 : Math.max(0, next - 1)]!;
    const after = next === -1 ? before : points[next]!;
    const share = after.at === before.at ? 0 : Math.max(0, (at - before.at) / (after.at - before.at));
    gain += before.value + (after.value - before.value) * share;
  }
  return gain;
}
