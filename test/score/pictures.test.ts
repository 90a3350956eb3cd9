import { describe, expect, it } from 'vitest';

import {
  axisTicks,
  escapeXml,
  histogram,
  lineChart,
  pianoRollPicture,
  timelinePicture,
  type Note,
} from '../../src/score/index.ts';

const NASTY = `<script>&"' \u0007`;

/** How often a tag is in a picture. */
const count = (svg: string, tag: string): number => svg.split(`<${tag} `).length - 1;

/** Every tag is closed and no text holds a sign of markup: enough of XML for what these pictures are made of. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, close, name = '', selfClosed] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
    if (close === '/') expect(open.pop()).toBe(name);
    else if (selfClosed !== '/') open.push(name);
  }
  expect(open).toEqual([]);
  expect(svg.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
}

const note = (start: number, pitch: number, velocity = 80): Note => ({ start, duration: 240, pitch, velocity });

describe('axisTicks', () => {
  it('covers the range with round steps', () => {
    expect(axisTicks(0, 9.3)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(axisTicks(-1, 1)).toEqual([-1, -0.5, 0, 0.5, 1]);
    for (const [low, high] of [
      [3, 3],
      [0, 0],
      [-7, -7],
      [1e6, 1e6 + 1],
    ] as const) {
      const ticks = axisTicks(low, high);
      expect(ticks[0]).toBeLessThanOrEqual(low);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
      expect(ticks.length).toBeGreaterThan(1);
    }
  });
});

describe('pictures', () => {
  it('escape whatever text they are given', () => {
    expect(escapeXml(NASTY)).toBe('&lt;script&gt;&amp;&quot;&#39;  ');
    const pictures = [
      lineChart({ title: NASTY, xLabel: NASTY, yLabel: NASTY, series: [{ name: NASTY, points: [[0, 1]] }] }),
      histogram({ title: NASTY, bins: [{ label: NASTY, count: 1 }], compare: [], names: [NASTY, NASTY] }),
      pianoRollPicture({ title: NASTY, voices: [{ name: NASTY, notes: [note(0, 60)] }] }),
      timelinePicture({ title: NASTY, bars: [{ from: 0, to: 1, value: NASTY }], unit: NASTY, ends: [NASTY, NASTY] }),
    ];
    pictures.forEach(expectWellFormed);
    expect(pictures.join('')).not.toContain('<script');
  });

  it('stand empty input and numbers that are none', () => {
    const none = Number.NaN;
    [
      lineChart({ title: 't', xLabel: 'x', yLabel: 'y', series: [] }),
      lineChart({
        title: 't',
        xLabel: 'x',
        yLabel: 'y',
        series: [
          {
            name: 'a',
            points: [
              [none, 1],
              [1, Infinity],
            ],
          },
        ],
      }),
      histogram({ title: 't', bins: [] }),
      histogram({ title: 't', bins: [{ label: 'a', count: none }] }),
      pianoRollPicture({ title: 't', voices: [] }),
      timelinePicture({ title: 't', bars: [] }),
      timelinePicture({ title: 't', bars: [{ from: 0, to: 1, value: none }] }),
    ].forEach(expectWellFormed);
  });

  it('are the same bytes each time', () => {
    const draw = (): string =>
      lineChart({
        title: 'loss',
        xLabel: 'epoch',
        yLabel: 'bits',
        series: [
          {
            name: 'train',
            points: [
              [1, 3.2],
              [2, 2.1],
            ],
          },
        ],
      });
    expect(draw()).toBe(draw());
  });
});

describe('lineChart', () => {
  it('draws higher values higher, and a lone point as a dot', () => {
    const svg = lineChart({
      title: 'loss',
      xLabel: 'epoch',
      yLabel: 'bits',
      series: [
        {
          name: 'train',
          points: [
            [0, 0],
            [10, 4],
          ],
        },
        { name: 'held out', points: [[5, 2]] },
      ],
    });
    expect(svg).toContain('points="70,340 700,40"');
    expect(svg).toContain('<circle cx="385" cy="190"');
    expect(svg).toContain('>held out</text>');
  });

  it('takes curves of a hundred thousand points', () => {
    const points = Array.from({ length: 100_000 }, (_, index) => [index, Math.sin(index)] as const);
    expect(lineChart({ title: 't', xLabel: 'x', yLabel: 'y', series: [{ name: 's', points }] })).toContain('polyline');
  });
});

describe('histogram', () => {
  it('puts what is compared beside the bin of the same label', () => {
    const bins = [
      { label: 'C', count: 10 },
      { label: 'D', count: 5 },
    ];
    const plain = histogram({ title: 't', bins });
    const compared = histogram({ title: 't', bins, compare: [{ label: 'D', count: 10 }], names: ['ours', 'theirs'] });
    expect(plain).toContain('height="250"');
    expect(plain).toContain('height="125"');
    // Two more bars, and two signs of the legend.
    expect(count(compared, 'rect') - count(plain, 'rect')).toBe(4);
    expect(compared).toContain('>theirs</text>');
  });
});

describe('pianoRollPicture', () => {
  it('draws each note of the window in the colour of its voice', () => {
    const voices = [
      { name: 'melody', notes: [note(0, 72), note(480, 74)] },
      { name: 'bass', notes: [note(0, 36), note(4000, 38)] },
    ];
    const all = pianoRollPicture({ title: 't', voices });
    expect(count(all, 'rect')).toBe(1 + 4 + 2);
    expect(count(pianoRollPicture({ title: 't', voices, to: 1920 }), 'rect')).toBe(1 + 3 + 2);
    expect(all).toContain('>C2</text>');
  });

  it('says so when there are more notes than can be drawn', () => {
    const notes = Array.from({ length: 6000 }, (_, index) => note(index * 10, 60));
    const svg = pianoRollPicture({ title: 'storm', voices: [{ name: 'v', notes }] });
    expect(svg).toContain('storm (the first 5000 of 6000 notes)');
    expect(count(svg, 'rect')).toBeLessThan(5010);
  });
});

describe('timelinePicture', () => {
  it('draws heights from 0 to 1, and cuts what is beyond', () => {
    const svg = timelinePicture({
      title: 't',
      bars: [
        { from: 0, to: 4, value: 0.5 },
        { from: 4, to: 8, value: 7 },
      ],
      ends: ['EDM', 'Classical'],
    });
    expect(svg).toContain('height="55"');
    expect(svg).toContain('height="110"');
    expect(svg).toContain('>EDM</text>');
  });

  it('gives each class a colour and a name, in the order asked for', () => {
    const bars = [
      { from: 0, to: 4, value: 'b.mid' },
      { from: 4, to: 8, value: 'a.mid' },
    ];
    const svg = timelinePicture({ title: 't', bars, classes: ['a.mid', 'b.mid', 'c.mid'] });
    expect(svg.indexOf('>a.mid<')).toBeLessThan(svg.indexOf('>b.mid<'));
    expect(svg).toContain('>c.mid<');
    expect(count(svg, 'rect')).toBe(1 + 2 + 3);
  });
});
