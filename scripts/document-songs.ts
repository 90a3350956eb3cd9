import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { encode } from 'fast-png';
import { openComposer } from '../src/compose/index.ts';
import { parseConfig } from '../src/config.ts';
import { audioFigures, dropRise, heard, markdownTable, spectrogram } from '../src/evaluate/index.ts';
import { makeSong, type Song } from '../src/production/index.ts';
import { pianoRollPicture } from '../src/score/index.ts';
import { openStudio } from '../src/studio/index.ts';
import { writeFormatted } from '../bench/write-formatted.ts';

// Writes docs/songs.md: one song of each style with pictures and what was measured in it. The same build writes the same page.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '60' },
    work: { type: 'string', default: 'data/survey' },
    out: { type: 'string', default: 'docs' },
  },
});
const [seed, seconds] = [Number(values.seed), Number(values.seconds)];
if (!Number.isInteger(seed) || !(seconds > 0))
  throw new Error('--seed must be a whole number and --seconds a number above 0');

/** Pixels of a spectrogram. */
const SPECTROGRAM = { width: 800, height: 200 };

const pictures = path.join(values.out, 'songs');
await mkdir(pictures, { recursive: true });
for (const old of await readdir(pictures)) await rm(path.join(pictures, old));
const { folders, backend } = parseConfig({});
const studio = await openStudio({
  soundfonts: folders.soundfonts,
  effects: folders.effects,
  cache: path.join(values.work, 'cache'),
});
const composer = await openComposer({ models: folders.models, styles: folders.styles, backend });
const chapters: string[] = [];
for (const style of composer.styles) {
  const song = await makeSong(composer, studio, {
    id: style,
    recipe: { style, seed, seconds, instruments: {}, effects: {} },
    createdAt: new Date(0),
  });
  chapters.push(await chapter(song));
  console.error(`${style}: ${song.facts.title}`);
}
studio.close();
const intro = `One song of each style, all of the seed ${seed}, with what was measured in the Opus packets that a listener decodes: loudness (ITU-R BS.1770-4), true peak, loudness range (EBU Tech 3342), spectral centroid, correlation of left and right. The page is made by

\`\`\`sh
npm run songs
\`\`\`

A spectrogram shows 30 Hz to 18 kHz, an octave as high as the other, with lines at 100 Hz, 1 kHz and 10 kHz and every ten seconds; from black at -96 dB to white at -24 dB. In a piano roll, time goes to the right and pitch upwards, a colour for each part.`;
await writeFormatted(path.join(values.out, 'songs.md'), ['# Songs', intro, ...chapters].join('\n\n'));

/** A song's part of the page; its pictures are written beside it. */
async function chapter({ facts, packets, score, recording }: Song): Promise<string> {
  const sound = heard(packets);
  const { lufs, dbtp, lra, centroid, correlation } = audioFigures(sound);
  const rise = dropRise(sound, score, recording.music.start);
  const name = facts.style;
  await writeFile(
    path.join(pictures, `${name}.png`),
    encode({ ...spectrogram(sound, SPECTROGRAM), channels: 3 }, { zlib: { level: 9 } }),
  );
  const voices = score.parts.filter(({ role }) => role !== 'drums').map(({ role, notes }) => ({ name: role, notes }));
  await writeFile(
    path.join(pictures, `${name}.svg`),
    pianoRollPicture({ title: facts.title, voices, to: score.duration }),
  );
  const entries = (of: Readonly<Record<string, unknown>>): string =>
    Object.entries(of)
      .map(([key, value]) => `${key} ${typeof value === 'number' ? `${value.toFixed(1)} dB` : String(value)}`)
      .join(', ');
  const rows = [
    ['', ''],
    ['key, tempo', `${facts.key}, ${Math.round(facts.tempo)} BPM`],
    ['length', `${facts.seconds.toFixed(1)} s`],
    ['form', score.sections.map((section) => section.name).join(', ')],
    ['chords', [...new Set(facts.chords)].join(', ')],
    ['instruments', entries(facts.instruments)],
    ['effects', entries(facts.effects)],
    ['loudness', `${lufs.toFixed(1)} LUFS`],
    ['true peak', `${dbtp.toFixed(1)} dBTP`],
    ['loudness range', `${lra.toFixed(1)} LU`],
    ['spectral centroid', `${Math.round(centroid)} Hz`],
    ['correlation', correlation.toFixed(2)],
    ...(rise === undefined ? [] : [['drop over break', `${rise.toFixed(1)} LU`]]),
  ].map(([key = '', value = '']) => [key, value.replaceAll('|', '\\|')]);
  return [
    `## ${name}: ${facts.title}`,
    `\`\`\`sh\nnpm run -s raindial -- generate --style ${name} --seed ${facts.seed} --seconds ${facts.recipe.seconds}\n\`\`\``,
    markdownTable(rows),
    `![Spectrogram of ${facts.title}](songs/${name}.png)`,
    `![Piano roll of ${facts.title}](songs/${name}.svg)`,
  ].join('\n\n');
}
