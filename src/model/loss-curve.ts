import { lineChart } from '../score/index.ts';
import type { EpochFacts } from './checkpoint.ts';

/** Columns and rows of the curve in a terminal, without its axes. */
const COLUMNS = 60;
const ROWS = 10;

const TRAIN = '·';
const HELD_OUT = '●';

/** A training's losses by epoch as the text of an SVG file: on the songs it learnt from (with dropout) and on those held out. */
export function lossCurve(title: string, history: readonly EpochFacts[]): string {
  return lineChart({
    title,
    xLabel: 'epoch',
    yLabel: 'bits per event',
    series: [
      { name: 'training songs', points: history.map(({ epoch, trainLoss }) => [epoch, trainLoss]) },
      { name: 'held-out songs', points: history.map(({ epoch, heldOutLoss }) => [epoch, heldOutLoss]) },
    ],
  });
}

/**
 * The same curve as lines for a terminal, the bits on the left; where both fall on one place the held-out loss is seen. Nothing when
 * no epoch is finished.
 */
export function lossCurveText(history: readonly EpochFacts[]): readonly string[] {
  if (history.length === 0) return [];
  const losses = history.flatMap(({ trainLoss, heldOutLoss }) => [trainLoss, heldOutLoss]);
  const high = losses.reduce((a, b) => Math.max(a, b));
  const low = losses.reduce((a, b) => Math.min(a, b));
  // Few epochs stand two columns apart, so that the eye can tell them; many share a column.
  const columns = Math.min(COLUMNS, 2 * history.length - 1);
  const rows = Array.from({ length: ROWS }, () => new Array<string>(columns).fill(' '));
  const draw = (sign: string, loss: (facts: EpochFacts) => number): void => {
    history.forEach((facts, index) => {
      const column = Math.round((index / Math.max(1, history.length - 1)) * (columns - 1));
      const row = Math.round(((high - loss(facts)) / (high - low || 1)) * (ROWS - 1));
      const line = rows[row];
      if (line !== undefined) line[column] = sign;
    });
  };
  draw(TRAIN, ({ trainLoss }) => trainLoss);
  draw(HELD_OUT, ({ heldOutLoss }) => heldOutLoss);
  const labels = [high.toFixed(2), low.toFixed(2)] as const;
  const width = Math.max(...labels.map(({ length }) => length));
  const label = (row: number): string => (row === 0 ? labels[0] : row === ROWS - 1 ? labels[1] : '').padStart(width);
  const first = history[0]?.epoch ?? 1;
  const last = history.at(-1)?.epoch ?? first;
  return [
    ...rows.map((cells, row) => `${label(row)} │${cells.join('')}`.trimEnd()),
    `${' '.repeat(width)} └${'─'.repeat(columns)}`,
    `${' '.repeat(width)}  epochs ${first} to ${last}, bits per event: ${TRAIN} training songs, ${HELD_OUT} held-out songs`,
  ];
}
