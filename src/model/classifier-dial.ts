import { deriveSeed } from '../random/index.ts';
import type { Classifier } from './classifier.ts';
import type { Musicians } from './musicians.ts';

/** What the classifier says of the music at one setting of the dial. */
export interface DialSetting {
  /** 0 is EDM, 1 is Classical. */
  readonly classical: number;
  readonly songs: number;
  /** Songs of which the verdict is EDM. */
  readonly saidEdm: number;
  /** The mean over the songs of their log odds of EDM, which the verdict moves by. */
  readonly logit: number;
  /** The standard error of that mean. */
  readonly error: number;
  /** The mean over the songs of the calibrated probability of EDM. */
  readonly edm: number;
}

/** Whether the dial does what it says. */
export interface DialReport {
  readonly classifier: string;
  readonly settings: readonly DialSetting[];
  /** Whether each step towards Classical lowers the mean log odds of EDM. */
  readonly isMonotone: boolean;
}

/** What to compose and judge. */
export interface DialOptions {
  /** Songs at each setting. */
  readonly songs: number;
  /** Of 4/4, in each song. */
  readonly bars: number;
  readonly seed: number;
  readonly settings?: readonly number[];
  readonly temperature?: number;
  readonly topP?: number;
}

/** The settings that the dial is tried at. */
export const DIAL_SETTINGS = [0, 0.25, 0.5, 0.75, 1] as const;

/**
 * Composes songs with the melody network at several settings of its dial from EDM to Classical, and has the classifier judge them. The songs
 * of all settings have the same seeds, so that they differ by the dial. The classifier knows nothing of the network.
 */
export function measureDial(
  musicians: Pick<Musicians, 'melodyRoll'>,
  classifier: Classifier,
  options: DialOptions,
): DialReport {
  const { songs, bars, seed, temperature = 1, topP = 0.95 } = options;
  const settings = (options.settings ?? DIAL_SETTINGS).map((classical): DialSetting => {
    const verdicts = Array.from({ length: songs }, (_, index) => {
      const mode = index % 2 === 0 ? 'major' : 'minor';
      const own = deriveSeed(seed, `dial ${index}`);
      const roll = musicians.melodyRoll({ seed: own, temperature, topP, classical, mode, bars });
      return classifier.classify(roll.map(({ at, pitch }) => ({ start: at, pitch })));
    }).filter((verdict) => verdict !== undefined);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const logits = verdicts.map(({ logit }) => logit);
    const logit = mean(logits);
    const variance = logits.reduce((sum, value) => sum + (value - logit) ** 2, 0) / Math.max(1, logits.length - 1);
    return {
      classical,
      songs: verdicts.length,
      saidEdm: verdicts.filter(({ genre }) => genre === 'EDM').length,
      logit,
      error: Math.sqrt(variance / logits.length),
      edm: mean(verdicts.map(({ edm }) => edm)),
    };
  });
  const isMonotone = settings.every(({ logit }, index) => index === 0 || logit < (settings[index - 1]?.logit ?? 0));
  return { classifier: classifier.version, settings, isMonotone };
}

/** The report as a Markdown table. */
export function dialText({ classifier, settings, isMonotone }: DialReport): string {
  const rows = settings.map(({ classical, songs, saidEdm, logit, error, edm }) => {
    return `| ${classical} | ${saidEdm} of ${songs} | ${edm.toFixed(3)} | ${logit.toFixed(2)} ± ${error.toFixed(2)} |`;
  });
  return [
    `Judged by the classifier ${classifier}; the verdict ${isMonotone ? 'falls' : 'does NOT fall'} with each step of the dial.`,
    '',
    '| classical | said EDM | probability of EDM | log odds of EDM (standard error) |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
