import { openComposer } from '../src/compose/index.ts';
import { parseConfig } from '../src/config.ts';
import { makeSong } from '../src/production/index.ts';
import { openStudio } from '../src/studio/index.ts';

/** Seconds of music for each second of processor time, by stage. */
export interface SongStages {
  readonly songs: number;
  readonly secondsOfMusic: number;
  readonly stages: Readonly<Record<string, number>>;
  readonly whole: number;
  /** Peak resident memory of the process that makes the songs, in megabytes (10^6 bytes). */
  readonly peakRssMb: number;
}

/** Makes a number of songs of 90 s of a style, one after another in this process. The SoundFont is prepared before the timing starts. */
export async function songStages(cache: string, style: string, songs: number): Promise<SongStages> {
  const { folders, backend } = parseConfig({});
  const studio = await openStudio({ soundfonts: folders.soundfonts, effects: folders.effects, cache });
  const composer = await openComposer({ models: folders.models, styles: folders.styles, backend });
  const cpu = new Map<string, number>();
  let seconds = 0;
  for (let seed = 1; seed <= songs; seed += 1) {
    let stage = 'composing';
    let before = process.cpuUsage();
    const charge = (next: string) => {
      const used = process.cpuUsage(before);
      cpu.set(stage, (cpu.get(stage) ?? 0) + (used.user + used.system) / 1e6);
      before = process.cpuUsage();
      stage = next;
    };
    const song = await makeSong(composer, studio, {
      id: `bench-${seed}`,
      recipe: { style, seed, seconds: 90, instruments: {}, effects: {} },
      createdAt: new Date(0),
      onProgress: (progress) => {
        if (progress.stage !== stage) charge(progress.stage);
      },
    });
    charge('');
    seconds += song.facts.seconds;
  }
  studio.close();
  const total = [...cpu.values()].reduce((sum, used) => sum + used, 0);
  const ratio = (used: number) => Math.round((seconds / used) * 10) / 10;
  return {
    songs,
    secondsOfMusic: Math.round(seconds),
    stages: Object.fromEntries([...cpu].map(([stage, used]) => [stage, ratio(used)])),
    whole: ratio(total),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1000),
  };
}
