import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gainToDb, integratedLoudness, loudestStretch, truePeak } from '../../src/dsp/index.ts';
import { seededRandom } from '../../src/random/index.ts';
import { StudioError, readJingles, type Jingle, type JingleProblem } from '../../src/studio/index.ts';
import { amplitudeAt, sine } from '../support/signals.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { wavBytes } from '../support/wav-bytes.ts';

async function read(files: Readonly<Record<string, Uint8Array>>): Promise<readonly (Jingle | JingleProblem)[]> {
  const folder = tempFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(path.join(folder, name), bytes);
  return await all(folder);
}

async function all(folder: string): Promise<readonly (Jingle | JingleProblem)[]> {
  const found: (Jingle | JingleProblem)[] = [];
  for await (const each of readJingles(folder)) found.push(each);
  return found;
}

function jingle(found: Jingle | JingleProblem | undefined): Jingle {
  if (found?.kind !== 'jingle') throw new Error(JSON.stringify(found));
  return found;
}

describe('jingles', () => {
  it('come in order of their names, at 48 kHz, as loud as songs, in whole packets', async () => {
    const random = seededRandom(1);
    const peaky = sine(600, 5, 0.05).map((value, frame) => (frame % 9000 === 0 ? 1 : value * (0.5 + random())));
    const found = await read({
      'b.wav': wavBytes(44_100, '16', sine(441, 4, 0.01, 0, 44_100)),
      'A quiet.wav': wavBytes(48_000, '24', peaky, peaky),
      'readme.txt': new Uint8Array(3),
    });
    const jingles = found.map(jingle);
    expect(jingles.map(({ name }) => name)).toEqual(['A quiet', 'b']);
    for (const { audio, lufs, dbtp } of jingles) {
      expect(Math.abs(integratedLoudness(audio) + 14)).toBeLessThan(0.5);
      expect(lufs).toBeCloseTo(integratedLoudness(audio), 2);
      expect(gainToDb(truePeak(audio))).toBeLessThan(-2.5 + 0.01);
      expect(dbtp).toBeLessThanOrEqual(-2.5);
      expect(audio.left.length % 960).toBe(0);
    }
    const { left, right } = jingles[1]!.audio;
    expect(left.length).toBe(4 * 48_000);
    expect(amplitudeAt(right, 441, 48_000, 96_000)).toBeCloseTo(amplitudeAt(left, 441, 48_000, 96_000), 6);
    expect(amplitudeAt(left, 441, 48_000, 96_000)).toBeGreaterThan(0.1);
  });

  it('a short one with a long tail is no louder than a song at its loudest', async () => {
    const bell = sine(900, 1.5, 0.5).map((value, frame) => value * Math.exp(-frame / 9600));
    const [found] = await read({ 'bell.wav': wavBytes(48_000, '16', bell) });
    expect(loudestStretch(jingle(found).audio, 0.4)).toBeCloseTo(-14, 0);
    expect(loudestStretch(jingle(found).audio, 0.4)).toBeLessThan(-13.4);
  });

  it('a blip of 0.3 s is brought up too', async () => {
    const [found] = await read({ 'blip.wav': wavBytes(48_000, '16', sine(900, 0.3, 0.05)) });
    expect(jingle(found).lufs).toBeCloseTo(-14, 0);
  });

  it('what is too long, silent, too quiet or no WAV is a problem with a reason, and the others still come', async () => {
    const found = await read({
      'a-long.wav': wavBytes(2000, '16', sine(300, 31, 0.5, 0, 2000)),
      'b-silent.wav': wavBytes(48_000, '16', new Float32Array(48_000)),
      'c-hushed.wav': wavBytes(48_000, '24', sine(30, 1, 0.0002)),
      'd-text.wav': new TextEncoder().encode('hello'),
      'e.wav': wavBytes(48_000, '16', sine(440, 1, 0.5)),
    });
    expect(found.map((each) => (each.kind === 'problem' ? each.problem : each.name))).toEqual([
      'a-long.wav is no usable jingle and was skipped: it is longer than 30 seconds',
      'b-silent.wav is no usable jingle and was skipped: it is silent',
      'c-hushed.wav is no usable jingle and was skipped: it is too quiet to be heard',
      'd-text.wav is no usable jingle and was skipped: it is no WAV file',
      'e',
    ]);
  });

  it('a missing folder has none, and what is no folder is a fault', async () => {
    const folder = tempFolder();
    expect(await all(path.join(folder, 'none'))).toEqual([]);
    writeFileSync(path.join(folder, 'file'), '');
    await expect(all(path.join(folder, 'file'))).rejects.toThrow(StudioError);
    mkdirSync(path.join(folder, 'odd.wav'));
    expect((await all(folder)).map(({ kind }) => kind)).toEqual(['problem']);
  });
});
