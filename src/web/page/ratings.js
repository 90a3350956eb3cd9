// The page of ratings. It shows the report as it comes, each number with its definition. Texts from outside reach the page as text only, never as HTML.
import { COLOURS, intervalBar, stayingChart, swatch } from './ratings-charts.js';

const DAYS = [7, 30, 90, 365];
const LACKING = 'not enough data';
const NAMES = {
  plays: 'plays',
  listenerMinutes: 'listener-minutes',
  stays: 'stays',
  up: 'thumbs up',
  down: 'thumbs down',
  voters: 'voters',
  liked: 'liked',
  earlyLeaves: 'early leaves',
  listenThrough: 'listen-through',
  survival: 'the curve',
  difference: 'A - B, points',
  probabilityAbove: 'P(A > B)',
  basis: 'basis',
  atLeast: 'at least',
  atMost: 'at most',
  rho: 'rho',
  votes: 'votes on A and B',
  seed: 'seed',
  songs: 'songs',
};

const byId = (id) => document.getElementById(id);

/** An element with a text or children. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const quiet = (text) => element('span', { className: 'quiet' }, text);
const days = new URLSearchParams(location.search).get('days') ?? '30';
const address = (path) => `/api/${path}?${new URLSearchParams({ days })}`;
let definitions = {};

// ---- Figures and their definitions

const whole = (number) => Math.round(number).toLocaleString('en');
const percent = (share) => `${(100 * share).toFixed(share > 0.995 || share < 0.005 ? 1 : 0)} %`;
const sign = (number) => (number > 0 ? '+' : number < 0 ? '−' : '');
const points = (share) => `${sign(share)}${Math.abs(100 * share).toFixed(0)}`;
const probability = (p) => (p > 0.999 ? '> 0.999' : p < 0.001 ? '< 0.001' : p.toFixed(3));
const decimals = (number) => `${sign(number)}${Math.abs(number).toFixed(2)}`;

/** What stands in a cell with an interval: the number, the interval, and both drawn. */
function withInterval({ value, low, high }, write, scale) {
  return element(
    'span',
    { className: 'figure' },
    element(
      'span',
      {},
      element('strong', {}, write(value)),
      ' ',
      quiet(`${write(low).replace(/ %$/, '')} to ${write(high)}`),
    ),
    intervalBar({ value, low, high, ...scale }),
  );
}

const lacking = (why) => element('span', { className: 'lacking' }, why === undefined ? LACKING : `${LACKING} (${why})`);
const count = (number, what) => `${whole(number)} ${what}${number === 1 ? '' : 's'}`;

function shareCell(share, why) {
  if (share === LACKING) return lacking(why);
  return withInterval({ ...share, value: share.share }, percent, { middle: 0.5 });
}

/** The figures of a group of plays, by their names. */
function figuresOf({ plays, listenerMinutes, stays, votes, earlyLeaves, listenThrough }) {
  const fewVotes = count(votes.up + votes.down, 'vote');
  const fewStays = count(stays, 'stay');
  return {
    plays: whole(plays),
    listenerMinutes: whole(listenerMinutes),
    up: whole(votes.up),
    down: whole(votes.down),
    voters: whole(votes.voters),
    liked: shareCell(votes.liked, fewVotes),
    earlyLeaves: shareCell(earlyLeaves, fewStays),
    listenThrough: shareCell(listenThrough, fewStays),
  };
}

/** What figures are, below where they stand. */
function legend(...figures) {
  return element(
    'dl',
    { className: 'legend' },
    ...figures.map((figure) =>
      element('div', {}, element('dt', {}, NAMES[figure]), element('dd', {}, `${definitions[figure]}.`)),
    ),
  );
}

/** A column: `{ figure }` has a definition, `{ text }` speaks for itself. */
function heading({ figure, text }) {
  const cell = element('th', { scope: 'col' });
  cell.setAttribute('role', 'columnheader');
  cell.append(
    figure === undefined ? text : element('abbr', { title: definitions[figure], tabIndex: 0 }, text ?? NAMES[figure]),
  );
  return cell;
}

// On a narrow screen a row becomes a card; the roles keep it a table for those who hear it.
function table(columns, rows) {
  const head = element('tr', {}, ...columns.map(heading));
  const body = rows.map((cells) => {
    const row = element(
      'tr',
      {},
      ...cells.map((cell, index) => {
        const isName = index === 0;
        const made = element(isName ? 'th' : 'td', isName ? { scope: 'row' } : {}, cell);
        made.setAttribute('role', isName ? 'rowheader' : 'cell');
        const { figure, text } = columns[index];
        made.dataset.label = text ?? NAMES[figure];
        return made;
      }),
    );
    row.setAttribute('role', 'row');
    return row;
  });
  head.setAttribute('role', 'row');
  const made = element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
  made.setAttribute('role', 'table');
  return made;
}

// ---- The parts of the page

function showDays() {
  byId('days').replaceChildren(
    ...DAYS.map((some) => {
      const link = element('a', { href: `/ratings?days=${some}`, className: 'choice' }, `${some} days`);
      if (String(some) === days) link.setAttribute('aria-current', 'page');
      return element('li', {}, link);
    }),
  );
}

function showAll({ all }) {
  const figures = figuresOf(all);
  byId('all').replaceChildren(
    ...Object.entries(figures).map(([figure, value]) =>
      element(
        'div',
        {},
        element('dt', {}, NAMES[figure]),
        element('dd', { className: 'value' }, value),
        element('dd', { className: 'meaning' }, `${definitions[figure]}.`),
      ),
    ),
  );
  byId('all').hidden = false;
}

const GROUP_FIGURES = ['plays', 'listenerMinutes', 'up', 'down', 'voters', 'liked', 'earlyLeaves', 'listenThrough'];

function showDimension(report, chosen) {
  const { dimension, groups, comparisons } = chosen;
  for (const button of byId('dimensions').children)
    button.setAttribute('aria-pressed', String(button.textContent === dimension));
  byId('by-title').textContent = `By ${dimension}`;
  const rows = groups.map((group) => [group.group, ...Object.values(figuresOf(group))]);
  byId('groups').replaceChildren(
    table([{ text: dimension }, ...GROUP_FIGURES.map((figure) => ({ figure }))], rows),
    legend(...GROUP_FIGURES),
  );
  showStaying(groups);
  showComparisons(comparisons);
}

let redraw = () => undefined;

function showStaying(groups) {
  const enough = groups.filter(({ earlyLeaves, survival }) => earlyLeaves !== LACKING && survival.length > 0);
  const drawn = enough.slice(0, COLOURS.length);
  const curves = drawn.map(({ group, stays, survival }, index) => ({
    name: group,
    stays,
    colour: COLOURS[index],
    steps: survival,
  }));
  redraw = () => undefined;
  if (curves.length === 0) {
    byId('staying').replaceChildren(element('p', {}, lacking()), legend('survival', 'stays'));
    return;
  }
  const place = element('div', {});
  const keys = curves.map(({ name, stays, colour }) =>
    element('li', {}, swatch(colour), `${name} `, quiet(count(stays, 'stay'))),
  );
  const missing = groups.filter((group) => !drawn.includes(group)).map(({ group }) => group);
  byId('staying').replaceChildren(
    place,
    element('ul', { className: 'keys' }, ...keys),
    ...(missing.length === 0 ? [] : [element('p', { className: 'quiet' }, `Not drawn: ${missing.join(', ')}.`)]),
    legend('survival', 'stays'),
  );
  redraw = () => place.replaceChildren(stayingChart(curves, Math.max(300, place.clientWidth)));
  redraw();
}

let width = innerWidth;
addEventListener('resize', () => {
  if (width === innerWidth) return;
  width = innerWidth;
  redraw();
});

const COMPARED = [
  { text: 'A - B' },
  { figure: 'votes' },
  { figure: 'basis' },
  { figure: 'difference' },
  { figure: 'probabilityAbove' },
];

function comparisonTable(comparisons) {
  const rows = comparisons.map(({ a, b, basis, votesA, votesB, result }) => [
    `${a} - ${b}`,
    `${whole(votesA)} and ${whole(votesB)}`,
    basis,
    withInterval({ ...result, value: result.difference }, points, { from: -1, to: 1, middle: 0 }),
    probability(result.probabilityAbove),
  ]);
  return table(COMPARED, rows);
}

function showComparisons(comparisons) {
  const told = comparisons.filter(({ result }) => result !== LACKING);
  const againstRest = told.filter(({ b }) => b === 'the rest');
  const pairs = told.filter(({ b }) => b !== 'the rest');
  const others = count(comparisons.length - told.length, told.length === 0 ? 'comparison' : 'other comparison');
  const parts = [
    ...(comparisons.length === 0 ? [element('p', { className: 'quiet' }, 'There is nothing to compare.')] : []),
    ...(againstRest.length === 0 ? [] : [comparisonTable(againstRest)]),
    ...(pairs.length === 0 ? [] : [pairsPart(pairs, againstRest.length === 0)]),
    ...(told.length === comparisons.length ? [] : [element('p', {}, lacking(others))]),
    ...(comparisons.length === 0 ? [] : [legend('votes', 'basis', 'difference', 'probabilityAbove')]),
  ];
  byId('comparisons').replaceChildren(...parts);
}

/** Each against each is much to read: it is folded away where the comparisons with the rest stand above it. */
function pairsPart(pairs, isOpen) {
  const apart = pairs.filter(({ result }) => result.low > 0 || result.high < 0).length;
  const summary = `Each against each: ${count(pairs.length, 'pair')}, in ${whole(apart)} the interval leaves out 0`;
  return element('details', { open: isOpen }, element('summary', {}, summary), comparisonTable(pairs));
}

function showSongs({ songs }) {
  const columns = [
    { text: 'song' },
    { text: 'style' },
    { figure: 'seed' },
    { figure: 'plays' },
    { figure: 'up' },
    { figure: 'down' },
    { figure: 'atLeast' },
    { figure: 'atMost' },
  ];
  for (const list of ['best', 'worst']) {
    const rows = songs[list].map(({ title, style, seed, plays, votes, atLeast, atMost }) => [
      title,
      style,
      String(seed),
      whole(plays),
      whole(votes.up),
      whole(votes.down),
      percent(atLeast),
      percent(atMost),
    ]);
    byId(list).replaceChildren(rows.length === 0 ? element('p', {}, lacking()) : table(columns, rows));
  }
  byId('songs-legend').replaceChildren(legend('seed', 'plays', 'up', 'down', 'atLeast', 'atMost'));
}

function showMetrics({ metrics }) {
  const columns = [{ text: 'measure' }, { figure: 'songs' }, { figure: 'rho' }];
  const rows = metrics.map(({ metric, songs, correlation }) => [
    metric,
    whole(songs),
    correlation === LACKING
      ? lacking()
      : withInterval({ ...correlation, value: correlation.rho }, decimals, { from: -1, to: 1, middle: 0 }),
  ]);
  byId('metrics').replaceChildren(
    rows.length === 0 ? element('p', {}, lacking()) : table(columns, rows),
    legend('songs', 'rho'),
  );
}

function showFiles({ pictures }) {
  byId('json').href = address('ratings.json');
  byId('json').download = `raindial-ratings-${days}-days.json`;
  byId('csv').href = address('ratings.csv');
  byId('pictures').replaceChildren(
    ...pictures.map((name) => element('li', {}, element('a', { href: address(`ratings/${name}`) }, name))),
  );
}

function show(report) {
  definitions = report.definitions;
  const made = new Date(report.madeAt).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  const latest =
    report.onlyLatest === undefined
      ? ''
      : ` Of these days only the latest ${whole(report.onlyLatest)} plays are told; \`raindial evaluate ratings\` reads more.`;
  byId('about').textContent =
    `What was heard in the last ${report.days} days up to ${made}, and how it was liked.${latest}`;
  const isEmpty = report.all.plays === 0;
  say(
    isEmpty
      ? `Nothing was heard in the last ${report.days} days. Listen for a while, give a thumb, and come back.`
      : '',
  );
  for (const id of ['by', 'songs', 'measures', 'keep']) byId(id).hidden = isEmpty;
  if (isEmpty) return;
  showAll(report);
  byId('dimensions').replaceChildren(
    ...report.dimensions.map((one) => {
      const button = element('button', { type: 'button', className: 'choice' }, one.dimension);
      button.addEventListener('click', () => showDimension(report, one));
      return button;
    }),
  );
  showDimension(report, report.dimensions[0]);
  showSongs(report);
  showMetrics(report);
  showFiles(report);
}

function say(text, mood = '') {
  byId('status').textContent = text;
  byId('status').className = `status ${mood}`;
  byId('status').hidden = text === '';
}

async function load() {
  byId('again').hidden = true;
  say('Reading what was heard …');
  try {
    const response = await fetch(address('ratings.json'));
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(answer.error ?? `The station answered ${response.status}`);
    show(answer);
  } catch (error) {
    const reason = error instanceof TypeError ? 'The station does not answer' : error.message;
    say(`${reason}.`, 'bad');
    byId('again').hidden = false;
  }
}

byId('again').addEventListener('click', load);
showDays();
load();
