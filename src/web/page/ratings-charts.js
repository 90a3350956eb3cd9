// Small drawings in the colours of the page: a share with its interval, and curves of who stays.

const SVG = 'http://www.w3.org/2000/svg';

/** Colours that stay apart for colour-blind eyes and on a dark ground, after Okabe and Ito. */
export const COLOURS = ['#f0b36a', '#56b4e9', '#4fc49b', '#dc8fbb', '#f0e442', '#ff8a5c', '#b9bccb'];

function shape(name, attributes, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const BAR = { width: 120, height: 12 };

/** A point and its interval on a scale, with a line where nothing is to be seen (one half, or no difference). */
export function intervalBar({ value, low, high, from = 0, to = 1, middle }) {
  const x = (number) => 2 + ((Math.min(to, Math.max(from, number)) - from) / (to - from)) * (BAR.width - 4);
  const { width, height } = BAR;
  const line = (attributes) => shape('rect', { rx: 2, ...attributes });
  return shape(
    'svg',
    { class: 'bar', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    line({ class: 'track', x: 0, y: 4.5, width, height: 3 }),
    line({ class: 'span', x: x(low), y: 3, width: Math.max(1, x(high) - x(low)), height: 6 }),
    shape('line', { class: 'middle', x1: x(middle), x2: x(middle), y1: 0, y2: height }),
    shape('circle', { class: 'point', cx: x(value), cy: height / 2, r: 3.5 }),
  );
}

/** A patch of a curve's colour, for its name. */
export function swatch(colour) {
  return shape(
    'svg',
    { class: 'swatch', viewBox: '0 0 12 12', 'aria-hidden': 'true' },
    shape('rect', { width: 12, height: 12, rx: 3, fill: colour }),
  );
}

const MARGIN = { left: 46, right: 12, top: 10, bottom: 40 };
const HEIGHT = 280;
const X_STEPS = [5, 10, 15, 30, 60, 120, 300, 600];

/** Survival curves, `[{ name, colour, steps: [{ at, staying, low, high }] }]`, as wide as there is room. */
export function stayingChart(curves, width) {
  const last = Math.max(...curves.map(({ steps }) => steps.at(-1)?.at ?? 0), 30);
  const step = X_STEPS.find((seconds) => last / seconds <= width / 90) ?? 1200;
  const end = Math.ceil(last / step) * step;
  const x = (seconds) => MARGIN.left + (seconds / end) * (width - MARGIN.left - MARGIN.right);
  const y = (share) => MARGIN.top + (1 - share) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const label = (attributes, text) => shape('text', { class: 'axis', ...attributes }, text);
  const rule = (x1, y1, x2, y2) => shape('line', { class: 'rule', x1, y1, x2, y2 });
  const places = Array.from({ length: Math.round(end / step) + 1 }, (_, index) => index * step);
  const shares = [0, 0.25, 0.5, 0.75, 1];
  return shape(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${width} ${HEIGHT}`,
      role: 'img',
      'aria-label': `Share of listeners who still stay, by seconds into the song: ${curves.map(({ name, steps }) => `${name} ${percent(steps.at(-1)?.staying ?? 1)} at the last leave`).join(', ')}`,
    },
    ...shares.flatMap((share) => [
      rule(MARGIN.left, y(share), width - MARGIN.right, y(share)),
      label({ x: MARGIN.left - 6, y: y(share) + 4, 'text-anchor': 'end' }, percent(share)),
    ]),
    ...places.map((seconds) =>
      label({ x: x(seconds), y: HEIGHT - MARGIN.bottom + 18, 'text-anchor': 'middle' }, clock(seconds)),
    ),
    label({ x: (MARGIN.left + width) / 2, y: HEIGHT - 4, 'text-anchor': 'middle' }, 'minutes into the song'),
    ...curves.map(({ colour, steps }) => band(steps, x, y, colour)),
    ...curves.map(({ colour, steps }) => {
      const points = stairs(steps, 'staying').map(([at, share]) => `${x(at).toFixed(1)},${y(share).toFixed(1)}`);
      return shape('polyline', { class: 'curve', points: points.join(' '), stroke: colour });
    }),
  );
}

function band(steps, x, y, colour) {
  const edge = (end) => stairs(steps, end).map(([at, share]) => `${x(at).toFixed(1)},${y(share).toFixed(1)}`);
  return shape('polygon', {
    class: 'band',
    points: [...edge('high'), ...edge('low').reverse()].join(' '),
    fill: colour,
  });
}

/** A curve falls at once: each step has a point just before it. */
function stairs(steps, end) {
  return [
    [0, 1],
    ...steps.flatMap((step, index) => [
      [step.at, index === 0 ? 1 : steps[index - 1][end]],
      [step.at, step[end]],
    ]),
  ];
}

function percent(share) {
  return `${Math.round(100 * share)} %`;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`;
}
