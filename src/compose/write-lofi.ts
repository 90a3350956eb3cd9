import type { Musicians } from '../model/index.ts';
import { deriveSeed } from '../random/index.ts';
import { arrange } from './arrange.ts';
import type { Phrase } from './draft.ts';
import { nearestBars, planForm, withEnergy } from './form.ts';
import { layChords } from './harmony.ts';
import type { LofiStyle } from './lofi-style.ts';
import { writePhrase } from './phrase.ts';
import type { SongPlan, WrittenScore } from './song-plan.ts';

/**
 * LoFi: the networks write chords, melody and drums for each phrase of the form, the arranger edits them and writes the bass.
 * Deterministic for the plan.
 */
export function writeLofi(plan: SongPlan<LofiStyle>, musicians: Musicians): WrittenScore {
  const { style, key, tempo, seed, seconds, instruments, energy } = plan;
  const sections = withEnergy(planForm(style.form, nearestBars(seconds, tempo)), energy);
  const phrases: Record<string, Phrase> = {};
  let rejections = 0;
  for (const [theme, name] of [...new Set(sections.map(({ phrase }) => phrase))].entries()) {
    const own = sections.filter(({ phrase }) => phrase === name);
    const soundingBars = Math.max(...own.map(({ bars }) => bars));
    const section = { theme, returns: false, startBar: own[0]?.startBar ?? 0, soundingBars };
    const written = writePhrase(musicians, { style, key, tempo, section, seed: deriveSeed(seed, `phrase ${name}`) });
    phrases[name] = written.take;
    rejections += written.rejections;
  }
  const draft = { style, key, tempo, sections, phrases, chords: layChords(sections, phrases, key) };
  return { score: arrange(draft, { seed, instruments }), rejections };
}
