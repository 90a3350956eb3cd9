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
  /** The same without composing: what the native pipeline is to be compared with. */
  readonly fromScore: number;
  /** Processor time by stage, as a multiple of the encoder's: it hardly depends on the machine and on what else runs there. */
  readonly timesEncoding: Readonly<Record<string, number>>;
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
  const encoding = cpu.get('encoding') ?? NaN;
  const times = (used: number) => Math.round((used / encoding) * 100) / 100;
  return {
    songs,
    secondsOfMusic: Math.round(seconds),
    stages: Object.fromEntries([...cpu].map(([stage, used]) => [stage, ratio(used)])),
    whole: ratio(total),
    fromScore: ratio(total - (cpu.get('composing') ?? 0)),
    timesEncoding: Object.fromEntries([...cpu, ['whole', total] as const].map(([stage, used]) => [stage, times(used)])),
    peakRssMb: Math.round(process.resourceUsage().maxRSS / 1000),
  };
}
