import { expect, test } from 'vitest';
import { RadioError, type ReportDays, type ReportSource } from '../../src/radio/index.ts';
import { createWeb } from '../../src/web/index.ts';
import { FakeTime } from '../support/fake-time.ts';
import { testStation } from '../support/test-station.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** A page over reports that say how many days they were asked for. */
async function pageOver(reports?: ReportSource) {
  const { station, log } = await testStation(new FakeTime());
  return createWeb({ desk: station, log, ...(reports === undefined ? {} : { reports }) });
}

function reportsOfDays(asked: ReportDays[] = []): ReportSource {
  return {
    report(days) {
      asked.push(days);
      const picture = utf8(`<svg>${days}</svg>`);
      return Promise.resolve({
        json: utf8(`{"days":${days}}`),
        csv: utf8(`days\r\n${days}\r\n`),
        pictures: { 'liked-by-style.svg': picture },
      });
    },
  };
}

test.each([
  ['/ratings', 'text/html'],
  ['/ratings.css', 'text/css'],
  ['/ratings.js', 'text/javascript'],
  ['/ratings-charts.js', 'text/javascript'],
])('%s is served', async (path, type) => {
  const response = await (await pageOver()).request(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain(type);
  expect(response.headers.get('content-security-policy')).not.toContain('unsafe');
});

test('the page has nothing inline and nothing from elsewhere, and all that it names is there', async () => {
  const app = await pageOver(reportsOfDays());
  const html = await (await app.request('/ratings')).text();
  expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son[a-z]+=|\sstyle=|https?:/);
  const named = [...html.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map((match) => match[1] ?? '');
  expect(named.length).toBeGreaterThan(4);
  for (const path of named) expect((await app.request(path)).status, path).toBe(200);
  const script = await (await app.request('/ratings.js')).text();
  expect(script).not.toContain('innerHTML');
  for (const [, id = ''] of script.matchAll(/byId\('([a-z-]+)'\)/g)) expect(html, id).toContain(`id="${id}"`);
});

test('the page of the station leads to it', async () => {
  expect(await (await (await pageOver()).request('/')).text()).toContain('href="/ratings"');
});

test('the report is handed on as JSON, as CSV and as pictures, of 30 days or of those that are asked for', async () => {
  const asked: ReportDays[] = [];
  const app = await pageOver(reportsOfDays(asked));
  const json = await app.request('/api/ratings.json');
  expect(json.headers.get('content-type')).toBe('application/json');
  expect(await json.json()).toEqual({ days: 30 });
  const csv = await app.request('/api/ratings.csv?days=90');
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="raindial-ratings-90-days.csv"');
  expect(await csv.text()).toBe('days\r\n90\r\n');
  const picture = await app.request('/api/ratings/liked-by-style.svg?days=7');
  expect(picture.headers.get('content-type')).toBe('image/svg+xml');
  expect(await picture.text()).toBe('<svg>7</svg>');
  expect(asked).toEqual([30, 90, 7]);
});

test.each(['31', '', '-7', '7.0', ' 7', '1e1', 'all', "7' OR 1=1"])(
  '%j days are refused with a sentence',
  async (days) => {
    const asked: ReportDays[] = [];
    const app = await pageOver(reportsOfDays(asked));
    for (const path of ['ratings.json', 'ratings.csv', 'ratings/liked-by-style.svg']) {
      const response = await app.request(`/api/${path}?days=${encodeURIComponent(days)}`);
      expect(response.status).toBe(400);
      expect(await response.json()).toEqual({ error: 'days must be 7, 30, 90 or 365' });
    }
    expect(asked).toEqual([]);
  },
);

test.each(['constructor', '__proto__', 'nothing.svg', '..%2f..%2fpackage.json'])(
  'there is no picture %s',
  async (name) => {
    const response = await (await pageOver(reportsOfDays())).request(`/api/ratings/${name}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toHaveProperty('error');
  },
);

test('a report that can not be made now is a sentence with status 503, not a broken page', async () => {
  const reports = {
    report: () => Promise.reject(new RadioError('Try again in a moment', { cause: new Error('secret') })),
  };
  const response = await (await pageOver(reports)).request('/api/ratings.json');
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ error: 'Try again in a moment' });
});

test('a radio without reports says so', async () => {
  const response = await (await pageOver()).request('/api/ratings.json');
  expect(response.status).toBe(404);
  expect(await response.json()).toEqual({ error: 'This radio makes no reports' });
});
