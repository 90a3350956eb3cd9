import type { Musicians } from '../../model/index.ts';
import { deriveSeed, seededRandom } from '../../random/index.ts';
import type { PartRole } from '../../score/index.ts';
import { choose } from '../chance.ts';
import type { SongPlan, WrittenScore } from '../song-plan.ts';
import { arrangeEdm } from './arrange-edm.ts';
import { nearestEdmBars, planEdmForm } from './edm-form.ts';
import { layProgression } from './edm-harmony.ts';
import type { EdmStyle } from './edm-style.ts';
import { writeIdeas } from './ideas.ts';

/**
 * Dance music: the networks write a progression, a melody as a roll and drums, the arranger makes of them a hook and the parts
 * around it, and lays them out as intro, build, drop, break, build, drop, outro. Deterministic for the plan.
 */
export function writeEdm(plan: SongPlan<EdmStyle>, musicians: Musicians): WrittenScore {
  const { style, key, tempo, seed, seconds, energy } = plan;
  const classical = plan.classical ?? style.classical;
  const sections = planEdmForm(nearestEdmBars(seconds, tempo), energy);
  const ideas = writeIdeas(musicians, { style, key, tempo, classical, seed });
  const chords = layProgression(ideas.take.progression, sections, key);
  const draft = { ...ideas.take, style, key, tempo, sections, chords, classical, energy, seed };
  return { score: arrangeEdm(draft, chooseVoices(plan)), rejections: ideas.rejections };
}

function chooseVoices({ style, seed, instruments }: SongPlan<EdmStyle>) {
  const random = seededRandom(deriveSeed(seed, 'voices'));
  const inBreaks: Partial<Record<PartRole, string>> = {};
  for (const [role, names] of Object.entries(style.breakInstruments) as [PartRole, readonly string[]][]) {
    const name = choose(names, random);
    // One that is not among the style's was asked for: it plays everywhere.
    const asked = instruments[role] !== undefined && style.instruments[role]?.includes(instruments[role]) !== true;
    if (!asked) inBreaks[role] = name;
  }
  return { instruments, inBreaks, counter: choose(style.counter, random) };
}
