import type { PartRole } from './score.ts';

/** Something that was asked for a song and is not in it as it was asked for. */
export type Lack =
  /** Other networks wrote it than the version that was asked for. `why`: in English. */
  | { readonly kind: 'no-networks'; readonly name: string; readonly why: string }
  /** The song has no such part. */
  | { readonly kind: 'no-part'; readonly style: string; readonly role: PartRole; readonly name: string }
  /** `why`: in English, when more is known than that no font has it. */
  | {
      readonly kind: 'no-instrument';
      readonly name: string;
      readonly near: readonly string[];
      readonly instead: string;
      readonly why?: string;
    }
  /** `problem`: in English, with the instrument's name and its file's. */
  | { readonly kind: 'bad-instrument'; readonly name: string; readonly problem: string; readonly instead: string }
  | { readonly kind: 'no-effect'; readonly name: string; readonly near: readonly string[] }
  /** `problem`: in English. */
  | { readonly kind: 'bad-effect'; readonly name: string; readonly problem: string }
  | { readonly kind: 'no-level'; readonly name: string }
  /** `db`: where it is held, in place of `asked`. */
  | { readonly kind: 'other-level'; readonly name: string; readonly db: number; readonly asked: number };

/** A lack in English, in a sentence. */
export function lackText(lack: Lack): string {
  switch (lack.kind) {
    case 'no-networks':
      return `The networks ${lack.name} can't play (${lack.why}); the shipped ones wrote this song.`;
    case 'no-part':
      return `This song of the style ${lack.style} has no ${lack.role}, so "${lack.name}" does not play.`;
    case 'no-instrument': {
      const why = lack.why === undefined ? '' : ` (${lack.why})`;
      return `There is no instrument "${lack.name}"${why}; ${lack.instead} plays instead.${hint(lack.near)}`;
    }
    case 'bad-instrument':
      return `${lack.problem}; ${lack.instead} plays instead.`;
    case 'no-effect':
      return `There is no effect "${lack.name}".${hint(lack.near)}`;
    case 'bad-effect':
      return `The effect "${lack.name}" was left out: ${lack.problem}.`;
    case 'no-level':
      return `The effect "${lack.name}" was left out: its level is no number.`;
    case 'other-level':
      return `The effect "${lack.name}" was set to ${lack.db} dB: ${lack.asked} dB is out of range.`;
  }
}

function hint(near: readonly string[]): string {
  return near.length === 0 ? '' : ` Did you mean ${near.join(', ')}?`;
}
