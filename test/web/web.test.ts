import { describe, expect, test, vi } from 'vitest';
import type { NowView } from '../../src/web/index.ts';
import { createWeb } from '../../src/web/index.ts';
import { FakeTime } from '../support/fake-time.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { testStation } from '../support/test-station.ts';

async function studio(options: Parameters<typeof testStation>[1] = {}) {
  const time = new FakeTime();
  const made = await testStation(time, options);
  made.station.start();
  const app = createWeb({ desk: made.station, log: made.log, now: () => time.now() });
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    app.request(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Host: 'radio.test', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const untilSong = () =>
    vi.waitFor(() => {
      time.pass(20);
      expect(made.station.onAir().kind).toBe('song');
    });
  return { ...made, time, app, post, untilSong };
}

const json = async (response: Response) => (await response.json()) as Record<string, unknown>;

describe('the page', () => {
  test.each([
    ['/', 'text/html'],
    ['/style.css', 'text/css'],
    ['/page.js', 'text/javascript'],
    ['/favicon.svg', 'image/svg+xml'],
  ])('%s is served, and not again while it has not changed', async (path, type) => {
    const { app } = await studio();
    const response = await app.request(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(type);
    expect((await response.text()).length).toBeGreaterThan(100);
    const again = await app.request(path, { headers: { 'If-None-Match': response.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  test('lets nothing from elsewhere in, has no inline script, and can be shown in no frame', async () => {
    const { app } = await studio();
    const response = await app.request('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    const html = await response.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)|\son[a-z]+=|style=|https?:/);
  });

  test('every control has a name', async () => {
    const { app } = await studio();
    const html = await (await app.request('/')).text();
    for (const [control] of html.matchAll(/<(?:button|progress)[^>]*>[^]*?<\/(?:button|progress)>/g)) {
      expect(control).toMatch(/aria-label=|>\s*[A-Z][a-z]|<span[^>]*>[A-Z]/);
    }
    const inputs = html.match(/<(?:input|select)/g) ?? [];
    const labels = html.match(/<label[^>]*>[^]*?<(?:input|select)/g) ?? [];
    expect(labels).toHaveLength(inputs.length);
  });

  test.each(['/../package.json', '/page/../web.ts', '/page/page.js', '/api/songs/..%2f..%2fpackage.json', '/nothing'])(
    '%s leads nowhere',
    async (path) => {
      const { app } = await studio();
      const response = await app.request(path);
      expect(response.status).toBe(404);
      expect(await response.json()).toHaveProperty('error');
    },
  );
});

describe('what is on air', () => {
  test('GET /api/now tells of rain, then of the song with its votes', async () => {
    const { app, source, untilSong } = await studio();
    expect(await json(await app.request('/api/now'))).toMatchObject({ onAir: { kind: 'pad' }, listeners: 0 });
    await source.orders[0]?.fulfil('one', 500);
    await untilSong();
    const song = { segmentId: 'one', title: 'Song one', key: 'Eb major', seconds: 10, chords: ['Ebmaj7', 'Cm9'] };
    const first = await json(await app.request('/api/now'));
    expect(first).toMatchObject({ onAir: { kind: 'song', from: 'fresh', song } });
    // The recipe and the models are the station's business.
    expect(JSON.stringify(first)).not.toContain('models');
    expect(await json(await app.request('/api/now'))).toMatchObject({ onAir: { tally: { up: 0, down: 0 } } });
  });

  test('GET /api/catalogue tells what can be asked for', async () => {
    const { app, station } = await studio();
    expect(await json(await app.request('/api/catalogue'))).toEqual(station.catalogue);
  });

  test('GET /api/events tells the state at once and at each change, and lets go of who leaves', async () => {
    const { app, source, station, untilSong } = await studio();
    let subscribed = 0;
    const subscribe = station.subscribe.bind(station);
    vi.spyOn(station, 'subscribe').mockImplementation((onEvent) => {
      subscribed += 1;
      const leave = subscribe(onEvent);
      return () => {
        subscribed -= 1;
        leave();
      };
    });
    const response = await app.request('/api/events');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.getReader();
    const next = async (): Promise<NowView> => {
      const piece = await reader?.read();
      const text = new TextDecoder().decode(piece?.value as Uint8Array);
      expect(text).toMatch(/^event: now\ndata: .*\n\n$/);
      return JSON.parse(text.slice(text.indexOf('{'))) as NowView;
    };
    expect((await next()).onAir).toEqual({ kind: 'pad' });
    source.orders[0]?.progress({ stage: 'mixing', done: 0.5 });
    expect((await next()).upNext[0]).toMatchObject({ kind: 'composing', progress: { stage: 'mixing', done: 0.5 } });
    await source.orders[0]?.fulfil('one', 500);
    await untilSong();
    let now = await next();
    while (now.onAir.kind !== 'song') now = await next();
    expect(now.onAir.song.title).toBe('Song one');
    expect(subscribed).toBe(1);
    await reader?.cancel();
    await vi.waitFor(() => expect(subscribed).toBe(0), { timeout: 5000 });
  });

  test('GET /healthz is well while packets flow', async () => {
    const { app, time, station } = await studio();
    time.pass(100);
    const well = await app.request('/healthz');
    expect(well.status).toBe(200);
    expect(await json(well)).toMatchObject({ healthy: true, onAir: 'pad' });
    station.stop();
    time.pass(3000);
    expect((await app.request('/healthz')).status).toBe(503);
  });

  test('GET /metrics counts what the station counts', async () => {
    const { app, time, source } = await studio();
    time.pass(1000);
    source.orders[0]?.fail('x');
    await vi.waitFor(async () => {
      const text = await (await app.request('/metrics')).text();
      expect(text).toMatch(/^raindial_packets_total 51$/m);
      expect(text).toMatch(/^raindial_production_failures_total 1$/m);
    });
    const text = await (await app.request('/metrics')).text();
    expect(text).toMatch(/^raindial_on_air\{source="pad"\} 1$/m);
    expect(text).toMatch(/^raindial_late_bursts_total 0$/m);
    expect(text).toMatch(/^raindial_packet_interval_milliseconds\{of="p99"\} 20/m);
  });

  test('GET /metrics tells of the database and the voice channels around the station', async () => {
    const made = await testStation(new FakeTime());
    const around = {
      voice: { packets: 50, dropped: 0, lateness: { p50: 0.5, p99: 1.5, max: 3 } },
      rooms: { wanted: 3, playing: 2 },
      database: { isThere: false, waiting: 7 },
    };
    const app = createWeb({ desk: made.station, log: made.log, around: () => around });
    const text = await (await app.request('/metrics')).text();
    expect(text).toMatch(/^raindial_database_up 0$/m);
    expect(text).toMatch(/^raindial_database_writes_waiting 7$/m);
    expect(text).toMatch(/^raindial_voice_rooms\{state="playing"\} 2$/m);
    expect(text).toMatch(/^raindial_voice_packet_lateness_milliseconds\{of="p99"\} 1.5$/m);
  });

  test('the files of a song can be kept', async () => {
    const { app } = await studio({ stored: ['old'] });
    const ogg = await app.request('/api/songs/old.ogg');
    expect(ogg.status).toBe(200);
    expect(ogg.headers.get('content-disposition')).toBe('attachment; filename="old.ogg"');
    expect(
      Buffer.from(await ogg.arrayBuffer())
        .subarray(0, 4)
        .toString(),
    ).toBe('OggS');
    expect(await json(await app.request('/api/songs/old.json'))).toMatchObject({ id: 'old', seed: 7 });
    expect((await app.request('/api/songs/none.mid')).status).toBe(404);
  });
});

describe('asking for a song', () => {
  test('is answered at once, and then followed to the end', async () => {
    const { app, post, source } = await studio();
    const answer = await post('/api/requests', { style: 'house', seconds: 30, mood: 'calm', energy: 0.25 });
    expect(answer.status).toBe(202);
    const { id } = await json(answer);
    const state = async () => json(await app.request(`/api/requests/${String(id)}`));
    expect(await state()).toEqual({ kind: 'composing', progress: { stage: 'waiting', done: 0 } });
    const order = source.orders.find(({ urgent }) => urgent);
    expect(order?.recipe).toMatchObject({ style: 'house', seconds: 30, mood: 'calm', energy: 0.25 });
    order?.progress({ stage: 'mixing', done: 0.5 });
    expect(await state()).toMatchObject({ kind: 'composing', progress: { done: 0.5 } });
    await order?.fulfil('wish');
    await vi.waitFor(async () =>
      expect(await state()).toMatchObject({ kind: 'ready', song: { title: 'Song wish', mood: 'calm', energy: 0.25 } }),
    );
  });

  test('a failed production is told to who asks', async () => {
    const { app, post, source } = await studio();
    const { id } = await json(await post('/api/requests', {}));
    source.orders.find(({ urgent }) => urgent)?.fail('the string broke');
    await vi.waitFor(async () =>
      expect(await json(await app.request(`/api/requests/${String(id)}`))).toEqual({
        kind: 'failed',
        error: 'The song could not be made: the string broke',
      }),
    );
    expect((await app.request('/api/requests/made-up')).status).toBe(404);
  });

  test.each([
    [{ style: 'zydeco' }, 400, 'There is no style "zydeco"'],
    [{ instruments: { melody: 'Rods' } }, 400, 'Did you mean "Rhodes"'],
    ['{"style": ', 400, 'not JSON'],
    [[1, 2], 400, 'The body'],
    ['null', 400, 'The body'],
    [{ style: 'x'.repeat(20_000) }, 413, 'more than 16 kB'],
  ])('%j is refused', async (body, status, message) => {
    const { post, source } = await studio();
    const answer = await post('/api/requests', body);
    expect(answer.status).toBe(status);
    expect((await json(answer))['error']).toContain(message);
    expect(source.orders.some(({ urgent }) => urgent)).toBe(false);
  });

  test('anything but JSON is refused, as a form of another site would send it', async () => {
    const { post } = await studio();
    expect(
      (await post('/api/requests', 'style=lofi', { 'Content-Type': 'application/x-www-form-urlencoded' })).status,
    ).toBe(415);
    expect((await post('/api/requests', '{}', { 'Content-Type': 'text/plain' })).status).toBe(415);
  });

  test.each([
    [{ Origin: 'https://evil.test' }, 403],
    [{ Origin: 'null' }, 403],
    [{ 'Sec-Fetch-Site': 'cross-site' }, 403],
    [{ 'Sec-Fetch-Site': 'same-site', Origin: 'http://radio.test' }, 403],
    [{ Origin: 'http://radio.test' }, 202],
    [{ 'Sec-Fetch-Site': 'same-origin', Origin: 'https://radio.test' }, 202],
    [{}, 202],
  ])('with %j it is answered %i', async (headers, status) => {
    const { post } = await studio();
    expect((await post('/api/requests', {}, headers as Record<string, string>)).status).toBe(status);
  });

  test('who asks for too much waits, others do not', async () => {
    const { post, time } = await studio();
    const cookie = (name: string) => ({ Cookie: `raindial_listener=${name.repeat(32)}` });
    for (let index = 0; index < 3; index += 1) expect((await post('/api/requests', {}, cookie('a'))).status).toBe(202);
    const refused = await post('/api/requests', {}, cookie('a'));
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('20');
    expect((await post('/api/requests', {}, cookie('b'))).status).toBe(202);
    time.pass(20_000);
    expect((await post('/api/requests', {}, cookie('a'))).status).toBe(202);
  });

  test('throwing the cookie away does not help for long', async () => {
    const { post } = await studio();
    const statuses: number[] = [];
    for (let index = 0; index < 13; index += 1) statuses.push((await post('/api/requests', {})).status);
    expect(statuses.slice(0, 12)).toEqual(Array.from({ length: 12 }, () => 202));
    expect(statuses[12]).toBe(429);
  });

  test('when too many wait it says so', async () => {
    const { post } = await studio({ maxRequests: 1 });
    expect((await post('/api/requests', {})).status).toBe(202);
    const answer = await post('/api/requests', {});
    expect(answer.status).toBe(429);
    expect(await json(answer)).toEqual({ error: '1 requests are waiting already. Try again after the next song' });
  });
});

describe('rating', () => {
  test('counts once for a listener, who is known by a cookie that scripts can not read', async () => {
    const { post, source, untilSong, ratings } = await studio();
    expect((await post('/api/ratings', { thumb: 1 })).status).toBe(400);
    await source.orders[0]?.fulfil('one', 500);
    await untilSong();
    const first = await post('/api/ratings', { thumb: 1 });
    expect(await json(first)).toEqual({ segmentId: 'one', tally: { up: 1, down: 0 } });
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^raindial_listener=[0-9a-f]{32}; .*HttpOnly; SameSite=Lax$/);
    const again = await post('/api/ratings', { thumb: -1 }, { Cookie: cookie.split(';')[0] ?? '' });
    expect(again.headers.get('set-cookie')).toBeNull();
    expect(await json(again)).toMatchObject({ tally: { up: 0, down: 1 } });
    expect(await json(await post('/api/ratings', { thumb: 1 }))).toMatchObject({ tally: { up: 1, down: 1 } });
    expect(ratings.all[0]?.listener).not.toContain(cookie.slice('raindial_listener='.length, 40));
  });

  test('says how long the stream was heard by who rates: while they listen, and when they have gone', async () => {
    const { app, post, playLog, ratings, station, time, untilSong } = await studio({ stored: ['one', 'two'] });
    await untilSong();
    const headers = { Cookie: `raindial_listener=${'a'.repeat(32)}` };
    const response = await app.request('/stream.ogg', { headers });
    expect(station.listeners()).toBe(1);
    time.pass(800);
    await post('/api/ratings', { thumb: 1 }, headers);
    expect(ratings.all[0]?.heardSeconds).toBeCloseTo(0.8, 1);
    time.pass(200);
    await response.body?.cancel();
    expect(playLog.hearings).toMatchObject([{ listener: ratings.all[0]?.listener, end: 'left' }]);
    await post('/api/ratings', { thumb: -1 }, headers);
    expect(ratings.all).toHaveLength(1);
    expect(ratings.all[0]?.heardSeconds).toBeCloseTo(1, 1);
    // Who never opened the stream may hear it in a player that knows no cookies.
    await post('/api/ratings', { thumb: 1 });
    expect(ratings.all[1]).not.toHaveProperty('heardSeconds');
  });

  test('a cookie that is not ours is replaced', async () => {
    const { app } = await studio();
    const response = await app.request('/api/now', { headers: { Cookie: 'raindial_listener=<script>' } });
    expect(response.headers.get('set-cookie')).toMatch(/raindial_listener=[0-9a-f]{32};/);
  });

  test.each([{ thumb: 0 }, { thumb: '1' }, {}, { thumb: 1, playId: 'x' }, { thumb: 1, listener: 'anna' }])(
    '%j is refused',
    async (body) => {
      const { post } = await studio();
      expect((await post('/api/ratings', body)).status).toBe(400);
    },
  );

  test('a store that is away is told, and the page goes on without votes', async () => {
    const { app, post, source, untilSong, ratings, log } = await studio();
    await source.orders[0]?.fulfil('one', 500);
    await untilSong();
    ratings.fault = new Error('database away');
    vi.spyOn(ratings, 'tally').mockRejectedValue(new Error('database away'));
    const answer = await post('/api/ratings', { thumb: 1 });
    expect(answer.status).toBe(503);
    expect(await json(answer)).toEqual({ error: 'The rating could not be stored. Try again in a moment' });
    expect(log.lines).toContain('error The rating could not be stored. Try again in a moment');
    expect((await app.request('/api/now')).status).toBe(200);
  });
});

test('a fault of ours is logged and not shown', async () => {
  const { station } = await testStation(new FakeTime());
  const log = new MemoryLog();
  vi.spyOn(station, 'onAir').mockImplementation(() => {
    throw new Error('secret detail');
  });
  const response = await createWeb({ desk: station, log }).request('/api/now');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain('secret');
  expect(log.lines).toEqual(['error A web request failed']);
});
