import type { FontPreset } from './preset-file.ts';
import type { Patch } from './synth/patch.ts';

/** A patch of our own synthesiser. */
export interface PatchInstrument {
  readonly kind: 'patch';
  readonly patch: Patch;
}

/** What plays a part. */
export type Instrument = FontPreset | PatchInstrument;

/** What an instrument is called in messages and in a recording's facts: its preset's name in the font, or its patch's. */
export function instrumentName(instrument: Instrument): string {
  return instrument.kind === 'patch' ? instrument.patch.name : instrument.preset.name;
}

/** Whether two instruments are one and the same. */
export function isSameInstrument(a: Instrument, b: Instrument): boolean {
  if (a.kind === 'patch') return b.kind === 'patch' && a.patch === b.patch;
  return b.kind === 'preset' && a.font === b.font && a.preset === b.preset;
}
