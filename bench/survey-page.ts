import os from 'node:os';
import { markdownTable, spread, spreadCell, type Spread } from '../src/evaluate/index.ts';
import type { SurveyedSong } from './survey-batch.ts';

/** A finished survey. */
export interface Survey {
  readonly songs: number;
  readonly seconds: number;
  readonly edmSeconds: number;
  readonly styles: readonly string[];
  readonly measured: readonly SurveyedSong[];
}

/** A figure as a column of a table. */
interface Column {
  readonly figure: string;
  readonly title: string;
  readonly decimals: number;
}

const TABLES: readonly { readonly title: string; readonly text: string; readonly columns: readonly Column[] }[] = [
  {
    title: 'Sound',
    text: 'Measured in what a listener decodes: loudness after ITU-R BS.1770-4, loudness range after EBU Tech 3342, the spectral centroid, and the correlation of left and right (1 is mono). The goal is -14 ± 0.5 LUFS and at most -1 dBTP in every style.',
    columns: [
      { figure: 'lufs', title: 'LUFS', decimals: 2 },
      { figure: 'dbtp', title: 'dBTP', decimals: 2 },
      { figure: 'lra', title: 'LRA (LU)', decimals: 1 },
      { figure: 'centroid', title: 'centroid (Hz)', decimals: 0 },
      { figure: 'correlation', title: 'correlation', decimals: 2 },
    ],
  },
  {
    title: 'Music',
    text: 'Scale and groove consistency after MusPy, from the score; by how much the drops are louder than the break before each (the least of a song), in the decoded sound: at least 3 LU is the goal.',
    columns: [
      { figure: 'scaleConsistency', title: 'scale consistency', decimals: 3 },
      { figure: 'grooveConsistency', title: 'groove consistency', decimals: 3 },
      { figure: 'dropRise', title: 'drop over break (LU)', decimals: 1 },
    ],
  },
  {
    title: 'Joins and speed',
    text: "Each song is joined to the one before it as on air. Signal to noise in the 100 ms before and after a seam (the worse of a join's two), and how it compares with one continuous encoding of the same sound: not under -1 dB is the goal. Seconds of one core for each second of music, from composing to packets.",
    columns: [
      { figure: 'joinSnr', title: 'join SNR (dB)', decimals: 1 },
      { figure: 'joinAgainstOneEncode', title: 'against one encoding (dB)', decimals: 2 },
      { figure: 'cpuPerSecond', title: 'CPU s / s', decimals: 3 },
    ],
  },
];

/** The survey as a page of documentation. */
export function surveyPage(survey: Survey): string {
  const { songs, seconds, edmSeconds, styles } = survey;
  const tables = TABLES.map(({ title, text, columns }) => {
    const rows = styles.map((style) => [
      style,
      ...columns.map(({ figure, decimals }) => spreadCell(spreadOf(survey, style, figure), decimals)),
    ]);
    return `## ${title}\n\n${text}\n\n${markdownTable([['style', ...columns.map((column) => column.title)], ...rows])}`;
  });
  return (
    [
      '# Survey',
      `${songs} songs of each style with the seeds 1 to ${songs}, wished ${seconds} s long (dance music ${edmSeconds} s, so that it has a break and a drop after it). Each cell is least / median / greatest. Made by`,
      `\`\`\`sh\nnpm run survey -- --songs ${songs} --seconds ${seconds} --edm-seconds ${edmSeconds}\n\`\`\``,
      `on ${os.cpus()[0]?.model ?? 'an unknown processor'} with Node ${process.version}; a song is made again by \`npm run -s raindial -- generate --style ${styles[0] ?? ''} --seed 1 --seconds ${seconds}\`.`,
      ...tables,
      '',
    ]
      .join('\n\n')
      .trimEnd() + '\n'
  );
}

/** The same as data: the spread of each figure for each style. */
export function surveyJson(survey: Survey): string {
  const { songs, seconds, edmSeconds, styles } = survey;
  const figures = TABLES.flatMap(({ columns }) => columns.map(({ figure }) => figure));
  const spreads = Object.fromEntries(
    styles.map((style) => [
      style,
      Object.fromEntries(figures.map((figure) => [figure, spreadOf(survey, style, figure)])),
    ]),
  );
  return `${JSON.stringify({ songs, seconds, edmSeconds, node: process.version, styles: spreads }, rounded, 2)}\n`;
}

function spreadOf({ measured }: Survey, style: string, figure: string): Spread | undefined {
  return spread(measured.filter((song) => song.style === style).map(({ figures }) => figures[figure]));
}

function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toFixed(4)) : value;
}
