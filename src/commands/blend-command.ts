import path from 'node:path';
import { EXIT } from './exit-codes.ts';
import { barsBySource } from './blend-timeline.ts';
import { blendFiles } from './blend.ts';
import type { Config } from '../config.ts';
import { progressBar } from './progress-bar.ts';

/** What the command line says about a blend. */
export interface BlendFlags {
  readonly config: Config;
  /** MIDI files. */
  readonly files: readonly string[];
  readonly out: string;
  readonly seed: number;
  /** Wished length of the song. */
  readonly seconds: number;
}

/**
 * Runs `raindial blend`: names the files that can't be used, composes a mixture of the others, and says how much of the song is close
 * to which. Resolves with the exit code; throws what the rooms throw.
 */
export async function blend({ config, files, out, seed, seconds }: BlendFlags): Promise<number> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const bar = progressBar('Blend', process.stderr);
  try {
    const {
      title,
      timeline,
      files: written,
    } = await blendFiles(config, {
      files,
      out,
      seed,
      seconds,
      signal: stop.signal,
      onSources: (sources, drops) => {
        bar.stop();
        for (const { file, reason } of drops) console.error(`left out: ${file}: ${reason}`);
        console.error(`blending ${sources.map(({ file }) => path.basename(file)).join(', ')}`);
      },
      onProgress: (progress) => bar.update(progress),
    });
    bar.stop();
    console.log(title);
    const bars = barsBySource(timeline);
    timeline.sources.forEach((source, index) => {
      const share = Math.round((100 * (bars[index] ?? 0)) / timeline.bars.length);
      console.log(`${share} % of the bars are closest to ${path.basename(source)}`);
    });
    const { distance, untuned } = timeline.compared;
    console.log(`mean distance to the nearest file ${distance}; without having heard the files ${untuned}`);
    console.log(written.join('\n'));
    return 0;
  } catch (error) {
    bar.stop();
    if (!stop.signal.aborted) throw error;
    console.error('Stopped; nothing was written.');
    return EXIT.interrupted;
  }
}
