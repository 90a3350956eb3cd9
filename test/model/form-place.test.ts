import { beforeAll, describe, expect, it } from 'vitest';

import { initialWeights } from '../../src/model/architecture.ts';
import { chooseBackend } from '../../src/model/backend.ts';
import { FORM_INPUTS, formPlace, type SectionSpan } from '../../src/model/form-place.ts';
import {
  encodeNotes,
  ModelError,
  NETWORK_KINDS,
  type ChordEvent,
  type MelodyEvent,
  type NotesRequest,
} from '../../src/model/index.ts';
import { chunkLoss } from '../../src/model/network-loss.ts';
import { NetworkPlayer } from '../../src/model/network-player.ts';
import { notesCodec } from '../../src/model/notes-codec.ts';
import { sampleNotes } from '../../src/model/sample-music.ts';
import { laneChunks } from '../../src/model/token-sequence.ts';
import { seededRandom } from '../../src/random/index.ts';

const SECTIONS: readonly SectionSpan[] = [
  { from: -2, bars: 4, theme: 0, returns: false },
  { from: 2, bars: 8, theme: 1, returns: false },
  { from: 10, bars: 40, theme: 7, returns: true },
];
/** 24 bars of one-bar chords and of notes that are drawn by a seed. */
const CHORDS: readonly ChordEvent[] = Array.from({ length: 24 }, (_, bar) => ({
  root: [0, 5, 7, 9][bar % 4] ?? 0,
  quality: bar % 4 === 3 ? 'min' : 'maj',
  beats: 4,
}));
const random = seededRandom(2);
const NOTES: readonly MelodyEvent[] = Array.from({ length: 96 }, () => ({
  pitch: random() < 0.2 ? undefined : 60 + Math.floor(random() * 24),
  sixteenths: 4,
  velocity: 60 + Math.floor(random() * 40),
}));
const { architecture } = NETWORK_KINDS.notes;
/** Larger than weights to start from, so that each input matters. */
const WEIGHTS = new Map(
  [...initialWeights(architecture, seededRandom(5))].map(([name, values]) => [name, values.map((value) => value * 3)]),
);

describe('the place in the form', () => {
  it('is the theme, the bars that are over and those that are left', () => {
    expect(formPlace(SECTIONS, 0)).toEqual([0, 2, 1]);
    expect(formPlace(SECTIONS, 2)).toEqual([1, 0, 7]);
    expect(formPlace(SECTIONS, 9)).toEqual([1, 7, 0]);
    // From the fourth theme on all are alike; a long section is counted as far as its inputs go.
    expect(formPlace(SECTIONS, 10)).toEqual([4 + 3, 0, 7]);
    expect(formPlace(SECTIONS, 40)).toEqual([4 + 3, 15, 7]);
  });

  it('says so where there is no section', () => {
    expect(formPlace(SECTIONS, 50)).toEqual(FORM_INPUTS.map(({ size }) => size - 1));
    expect(formPlace([], 0)).toEqual(FORM_INPUTS.map(({ size }) => size - 1));
  });

  it('is what the network reads with each note', () => {
    const { inputs } = encodeNotes({ mode: 'major', notes: NOTES, chords: CHORDS, sections: SECTIONS });
    const rows = FORM_INPUTS.map(({ name }) => inputs[notesCodec.inputs.findIndex((input) => input.name === name)]);
    for (const [event, bar] of [
      [0, 0],
      [11, 2],
      [95, 23],
    ] as const) {
      expect(rows.map((row) => row?.[event])).toEqual(formPlace(SECTIONS, bar));
    }
  });
});

describe('the network for notes', () => {
  beforeAll(async () => {
    await chooseBackend({ backend: 'wasm' });
  });

  it('plays as tfjs trains it, within 1e-4, all its inputs and the section among them', () => {
    const sequence = encodeNotes({ mode: 'minor', notes: NOTES, chords: CHORDS, sections: SECTIONS });
    const [chunk] = [...laneChunks(architecture, [sequence], 1, sequence.length)];
    if (chunk === undefined) throw new Error('no chunk');
    const player = new NetworkPlayer(architecture, WEIGHTS);
    const trained = chunkLoss(architecture, WEIGHTS, chunk, player.begin());
    const nats = architecture.heads.map(() => 0);
    let state = player.begin();
    for (let step = 0; step < sequence.length; step += 1) {
      const targets = sequence.targets.map((row) => row[step] ?? 0);
      let head = 0;
      const inputs = sequence.inputs.map((row) => row[step] ?? 0);
      state = player.step(inputs, state, (_, logits) => {
        const token = targets[head] ?? 0;
        const all = Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
        nats[head] = (nats[head] ?? 0) + all - (logits[token] ?? 0);
        head += 1;
        return token;
      }).state;
    }
    nats.forEach((value, head) => {
      expect(Math.abs(value - (trained.nats[head] ?? NaN)) / sequence.length).toBeLessThan(1e-4);
    });
    state.forEach(({ hidden }, layer) =>
      hidden.forEach((value, unit) =>
        expect(Math.abs(value - (trained.state[layer]?.hidden[unit] ?? NaN))).toBeLessThan(1e-4),
      ),
    );
  });

  it('hears the section that it is asked for: the first theme, when nobody says', () => {
    const player = new NetworkPlayer(architecture, WEIGHTS);
    const ask: NotesRequest = { seed: 3, temperature: 1, topP: 1, mode: 'major', chords: CHORDS.slice(0, 8) };
    const plain = sampleNotes(player, ask);
    expect(sampleNotes(player, { ...ask, section: { theme: 0, returns: false } })).toEqual(plain);
    expect(sampleNotes(player, { ...ask, section: { theme: 1, returns: false } })).not.toEqual(plain);
    expect(sampleNotes(player, { ...ask, section: { theme: 0, returns: true } })).not.toEqual(plain);
    for (const theme of [-1, 0.5, NaN]) {
      expect(() => sampleNotes(player, { ...ask, section: { theme, returns: false } })).toThrow(ModelError);
    }
  });
});
