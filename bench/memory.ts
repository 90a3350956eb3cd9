import { openComposer } from '../src/compose/index.ts';
import { parseConfig } from '../src/config.ts';
import { makeSong } from '../src/production/index.ts';
import { openStudio } from '../src/studio/index.ts';

/** Where memory is looked at, in songs. */
const MARKS = [1, 10, 50, 100, 150, 200];

/** Resident memory in megabytes (10^6 bytes) after so many songs, made one after another in this process, and its peak. */
export interface Memory {
  readonly songs: number;
  readonly rssMb: Readonly<Record<string, number>>;
  readonly peakMb: number;
}

/** Makes songs of 120 s of all styles in turn. */
export async function memory(cache: string, songs: number): Promise<Memory> {
  const { folders, backend } = parseConfig({});
  const studio = await openStudio({ soundfonts: folders.soundfonts, effects: folders.effects, cache });
  const composer = await openComposer({ models: folders.models, styles: folders.styles, backend });
  const rssMb: Record<string, number> = {};
  for (let song = 1; song <= songs; song += 1) {
    const style = composer.styles[song % composer.styles.length] ?? '';
    await makeSong(composer, studio, {
      id: `memory-${song}`,
      recipe: { style, seed: song, seconds: 120, instruments: {}, effects: {} },
      createdAt: new Date(0),
    });
    if (MARKS.includes(song) || song === songs) rssMb[song] = Math.round(process.memoryUsage.rss() / 1e6);
  }
  studio.close();
  return { songs, rssMb, peakMb: Math.round(process.resourceUsage().maxRSS / 1000) };
}
