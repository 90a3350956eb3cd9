import toneMidi from '@tonejs/midi';
import { usesFlats, type Key } from '../theory/index.ts';
import { findKit, findProgram } from './general-midi.ts';
import { PPQ, type Part, type PartRole, type Score } from './score.ts';

const DRUM_CHANNEL = 9;
const MELODIC_CHANNELS = 15;

/** Programs for instruments that are no General MIDI name, such as a preset of a certain file. */
const DEFAULT_PROGRAMS: Readonly<Record<PartRole, number>> = {
  melody: 4,
  chords: 4,
  bass: 33,
  pad: 89,
  arp: 81,
  fx: 97,
  drums: 0,
};

/** Sharps in a key's signature, negative for flats: 0 for C major and A minor, -3 for Eb major. */
function signatureSharps(key: Key): number {
  const relativeMajor = key.mode === 'major' ? key.tonic : (key.tonic + 3) % 12;
  const sharps = (relativeMajor * 7) % 12;
  return usesFlats(key) || sharps > 6 ? sharps - 12 : sharps;
}

function program(part: Part): number {
  const [font, , preset] = part.instrument.split(':');
  if (font !== undefined && preset !== undefined) return Math.min(127, Math.max(0, Number.parseInt(preset, 10) || 0));
  const found = part.role === 'drums' ? findKit(part.instrument) : findProgram(part.instrument);
  return found ?? DEFAULT_PROGRAMS[part.role];
}

/** MIDI text is bytes: what is not ASCII would be cut to its low byte. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

/**
 * @tonejs/midi 2.0.28 writes a key signature 14 too high (it adds 7 where it should take 7 away), which no program can read.
 * Puts the right number into the one key signature event, `FF 59 02 sharps mode`.
 */
function mendKeySignature(bytes: Uint8Array, sharps: number): void {
  const at = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0x59 && bytes[i + 2] === 2);
  if (at >= 0) bytes[at + 3] = sharps & 0xff;
}

/**
 * The score as a Standard MIDI File of format 1: a first track with title, tempo, meter, key signature and a marker at each
 * section; then a track for each part, named by its role, drums on channel 10. The same score gives the same bytes.
 * At most 15 melodic parts have a channel of their own; more share them.
 */
export function writeMidi(score: Score, options: { readonly title?: string } = {}): Uint8Array {
  const midi = new toneMidi.Midi();
  midi.header.fromJSON({
    name: ascii(options.title ?? ''),
    ppq: PPQ,
    meta: score.sections.map(({ name, start }) => ({ type: 'marker', text: ascii(name), ticks: start })),
    tempos: [{ ticks: 0, bpm: score.tempo }],
    timeSignatures: [{ ticks: 0, timeSignature: [...score.meter] }],
    keySignatures: [{ ticks: 0, key: 'C', scale: score.key.mode }],
  });
  let melodicParts = 0;
  for (const part of score.parts) {
    const track = midi.addTrack();
    track.name = part.role;
    if (part.role === 'drums') track.channel = DRUM_CHANNEL;
    else {
      const slot = melodicParts % MELODIC_CHANNELS;
      track.channel = slot < DRUM_CHANNEL ? slot : slot + 1;
      melodicParts += 1;
    }
    track.instrument.number = program(part);
    for (const note of part.notes) {
      // The library rounds velocities down after dividing; half a step keeps them whole.
      const velocity = (note.velocity + 0.5) / 127;
      track.addNote({ midi: note.pitch, ticks: note.start, durationTicks: note.duration, velocity });
    }
  }
  const bytes = midi.toArray();
  mendKeySignature(bytes, signatureSharps(score.key));
  return bytes;
}
