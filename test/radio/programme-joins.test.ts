import { describe, expect, test, vi } from 'vitest';
import { seededRandom } from '../../src/random/index.ts';
import {
  Jingles,
  Pad,
  ProductionLine,
  Programme,
  SegmentMemory,
  SegmentPool,
  type Segment,
  type Sounding,
} from '../../src/radio/index.ts';
import { FakeJoins, fakeJoin } from '../support/fake-joins.ts';
import { addSegment, FakeSource } from '../support/fake-source.ts';
import { FakeTime } from '../support/fake-time.ts';
import { MemoryLog } from '../support/memory-log.ts';
import { tonePackets } from '../support/packets.ts';
import { recipe, segmentFacts } from '../support/segment-facts.ts';
import { tempFolder } from '../support/temp-folder.ts';

const RAIN = Uint8Array.of(0xfc, 1);

/** A programme over real files; what makes songs and joins is in the test's hands. */
async function studio() {
  const folder = tempFolder();
  const log = new MemoryLog();
  const source = new FakeSource(folder);
  const joins = new FakeJoins();
  const jingles = new Jingles();
  const waiting = jingles.queue(() => true);
  const pool = await SegmentPool.open({ folder, maxBytes: 1e9, log, wallClock: () => 1 });
  const heard: string[] = [];
  let seed = 0;
  const line: ProductionLine = new ProductionLine({
    source,
    pool,
    plan: () => recipe({ seed: (seed += 1) }),
    ahead: () => 2,
    maxRequests: 5,
    time: new FakeTime(),
    log,
    onMade: () => undefined,
    onChange: () => programme.cue(),
  });
  const programme = new Programme({
    line,
    pool,
    memory: new SegmentMemory(pool),
    pad: new Pad([RAIN]),
    joins,
    jingles: waiting,
    random: seededRandom(1),
    log,
    onAir: (now, before) => heard.push(`${nameOf(before)} > ${nameOf(now)}`),
    onUpNext: () => undefined,
  });
  programme.start();
  line.start();
  return {
    folder,
    log,
    source,
    joins,
    jingles,
    waiting,
    pool,
    line,
    programme,
    heard,
    send: (packets: number) => Array.from({ length: packets }, () => programme.packet()),
    cued: (id: string, isWhole = true) =>
      vi.waitFor(
        () => {
          expect(programme.next()?.segment.facts.id).toBe(id);
          expect(programme.next()?.isWhole).toBe(isWhole);
        },
        { timeout: 5000, interval: 2 },
      ),
  };
}

type Studio = Awaited<ReturnType<typeof studio>>;

function nameOf(sounding: Sounding): string {
  return sounding.kind === 'pad' ? 'pad' : `${sounding.song.segment.facts.id} ${sounding.seconds.toFixed(2)}`;
}

/** Song `one` of 10 packets is on air with one packet sent, `two` is next. */
async function oneThenTwo(): Promise<Studio> {
  const open = await studio();
  await open.source.orders[0]?.fulfil('one', 10);
  await open.cued('one');
  await open.source.orders[0]?.fulfil('two', 12);
  open.send(1);
  await open.cued('two');
  return open;
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1));
}

function same(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((packet, index) => Buffer.compare(packet, b[index] ?? RAIN) === 0);
}

describe('a programme with joins', () => {
  test('sends song, join and song without a packet missing or twice', async () => {
    const { joins, send, pool, heard, programme } = await oneThenTwo();
    send(1);
    expect(joins.asked.map(({ from, to }) => [from, to])).toEqual([['one', 'two']]);
    const join = fakeJoin();
    joins.asked[0]?.make(join);
    await settle();
    const sent = send(21);
    const [one, two] = [await pool.read('one'), await pool.read('two')];
    expect(same(sent.slice(0, 14), [...one.packets.slice(2, 7), ...join.packets, ...two.packets.slice(3, 6)])).toBe(
      true,
    );
    expect(heard).toEqual(['pad > one 0.00', 'one 0.20 > two 0.00', 'two 0.24 > pad']);
    expect(programme.joined).toBe(1);
    expect(programme.counts).toMatchObject({ fresh: 2 });
  });

  test('tells during a join which song is on air, how far it is, and what comes', async () => {
    const { joins, send, programme } = await oneThenTwo();
    send(1);
    joins.asked[0]?.make(fakeJoin());
    await settle();
    send(5 + 2);
    expect(nameOf(programme.sounding())).toBe('one 0.18');
    expect(programme.coming()?.segment.facts.id).toBe('two');
    send(2);
    expect(nameOf(programme.sounding())).toBe('two 0.02');
    expect(programme.coming()).toBeUndefined();
  });

  test('a join that comes too late, or not at all, leaves the songs to follow each other', async () => {
    for (const end of ['late', 'none', 'failed'] as const) {
      const { joins, send, pool, heard, log } = await oneThenTwo();
      send(1);
      if (end === 'late') send(6);
      if (end === 'failed') joins.asked[0]?.fail('no worker');
      else joins.asked[0]?.make(end === 'none' ? undefined : fakeJoin());
      await settle();
      const rest = send(end === 'late' ? 2 : 8);
      expect(same(rest.slice(-2), (await pool.read('one')).packets.slice(-2))).toBe(true);
      send(1);
      expect(heard.at(-1)).toBe('one 0.20 > two 0.00');
      expect(log.lines.includes('warn A join could not be made: no worker')).toBe(end === 'failed');
      expect(joins.asked).toHaveLength(1);
    }
  });

  test('when the next song changes, the join to it is the one that counts', async () => {
    const { joins, send, source, line, cued, heard } = await oneThenTwo();
    send(1);
    const asked = line.request(recipe({ style: 'asked' }));
    await source.orders.find(({ urgent }) => urgent)?.fulfil('wish', 12);
    await asked;
    await cued('wish');
    send(1);
    joins.asked[0]?.make(fakeJoin());
    await settle();
    send(7);
    expect(joins.asked.map(({ to }) => to)).toEqual(['two', 'wish']);
    send(1);
    expect(heard.at(-1)).toBe('one 0.20 > wish 0.00');
  });

  test('lets go of everything when it is stopped in the middle of a join', async () => {
    const { joins, send, pool, programme, line, folder } = await oneThenTwo();
    send(1);
    joins.asked[0]?.make(fakeJoin());
    await settle();
    send(7);
    programme.stop();
    line.stop();
    // What is held can not be thrown out: a pool that may hold nothing shows it.
    const strict = await SegmentPool.open({ folder, maxBytes: 0, log: new MemoryLog(), wallClock: () => 1 });
    expect(strict.size).toBe(0);
    expect(nameOf(programme.sounding())).toBe('pad');
    expect(pool.size).toBe(2);
  });

  test('a jingle that is due goes between two songs, and neither counts as on air meanwhile', async () => {
    const { joins, jingles, waiting, send, heard } = await oneThenTwo();
    jingles.load(['hello', 'rain or shine']);
    jingles.call();
    send(1);
    expect(joins.asked[0]?.jingle).toBe('hello');
    joins.asked[0]?.make(fakeJoin({ leave: 1, turn: 4, toPacket: 2 }));
    await settle();
    send(12);
    expect(heard).toEqual(['pad > one 0.00', 'one 0.16 > pad', 'pad > two 0.00']);
    expect(waiting.due()).toBeUndefined();
    jingles.call();
    expect(waiting.due()).toBe('rain or shine');
  });

  test('no jingle goes before a request, not even one that is still being made', async () => {
    const { joins, jingles, waiting, send, line, source } = await oneThenTwo();
    jingles.load(['hello']);
    jingles.call();
    send(1);
    const asked = line.request(recipe());
    joins.asked[0]?.make(fakeJoin({ leave: 1, turn: 4 }));
    await settle();
    send(1);
    expect(joins.asked.map(({ jingle }) => jingle)).toEqual(['hello', undefined]);
    expect(waiting.due()).toBe('hello');
    source.orders.find(({ urgent }) => urgent)?.fail('enough');
    await expect(asked).rejects.toThrow();
  });
});

/** The first packets of a song of 40 packets, and all of them in the folder when they are finished. */
function opening(id: string, packets: number): Segment {
  const hertz = 200 + [...id].reduce((sum, letter) => sum + letter.charCodeAt(0), 0);
  return { facts: segmentFacts({ id, title: `Song ${id}` }), packets: tonePackets(40, hertz).slice(0, packets) };
}

describe('a programme with openings', () => {
  test('plays a request from its first packets on, and goes over to the whole without a break', async () => {
    const { source, line, send, cued, programme, pool, folder } = await studio();
    const asked = line.request(recipe({ style: 'asked' }));
    const order = source.orders.find(({ urgent }) => urgent);
    order?.open(opening('wish', 20));
    await cued('wish', false);
    const sent = send(10);
    expect(nameOf(programme.sounding())).toBe('wish 0.20');
    order?.deliver(await addSegment(folder, 'wish', { packets: 40 }));
    await asked;
    await vi.waitFor(() => {
      const now = programme.sounding();
      expect(now.kind === 'song' && now.song.isWhole).toBe(true);
    });
    sent.push(...send(30));
    expect(same(sent, (await pool.read('wish')).packets)).toBe(true);
    expect(programme.counts).toMatchObject({ request: 1 });
  });

  test('a song whose rest does not come gives way to the next thing, and the log says so', async () => {
    const { source, line, send, cued, log, heard } = await studio();
    const asked = line.request(recipe({ style: 'asked' }));
    const order = source.orders.find(({ urgent }) => urgent);
    order?.open(opening('wish', 20));
    await cued('wish', false);
    send(5);
    order?.fail('the string broke');
    await expect(asked).rejects.toThrow('the string broke');
    send(16);
    expect(heard).toEqual(['pad > wish 0.00', 'wish 0.40 > pad']);
    expect(log.lines).toContain('warn The rest of "Song wish" did not come in time: it breaks off');
  });

  test('an opening that waits is dropped when its song fails, and the whole takes its place when it comes', async () => {
    const { source, line, send, cued, programme, folder } = await studio();
    await source.orders[0]?.fulfil('one', 10);
    await cued('one');
    send(1);
    const [first, second] = [line.request(recipe()), line.request(recipe())];
    const orders = source.orders.filter(({ urgent }) => urgent);
    orders[0]?.open(opening('bad', 20));
    await cued('bad', false);
    orders[0]?.fail('no');
    await expect(first).rejects.toThrow();
    await vi.waitFor(() => expect(programme.next()).toBeUndefined());
    orders[1]?.open(opening('good', 20));
    await cued('good', false);
    orders[1]?.deliver(await addSegment(folder, 'good', { packets: 40 }));
    await second;
    await cued('good', true);
  });

  test('a song that was cut off is not held when it is finished after all', async () => {
    const { source, line, send, cued, folder, pool } = await studio();
    const asked = line.request(recipe());
    const order = source.orders.find(({ urgent }) => urgent);
    order?.open(opening('wish', 3));
    await cued('wish', false);
    send(5);
    order?.deliver(await addSegment(folder, 'wish', { packets: 40 }));
    await asked;
    expect(pool.get('wish')).toBeDefined();
    expect(line.orders().some(({ state }) => state.kind === 'ready')).toBe(false);
  });
});

describe('whatever happens in whatever order', () => {
  test.each(Array.from({ length: 6 }, (_, index) => index + 1))(
    'the packets follow each other (seed %d)',
    async (seed) => {
      const random = seededRandom(seed);
      const { source, joins, jingles, line, send, programme, pool, folder } = await studio();
      jingles.load(['hello']);
      const songs = new Map<string, readonly Uint8Array[]>();
      const plans = new Map<Uint8Array, { join: ReturnType<typeof fakeJoin>; from: string; to: string }>();
      const sent: Uint8Array[] = [];
      let made = 0;
      const fulfil = async (order: FakeSource['orders'][number] | undefined, open: boolean) => {
        if (order === undefined) return;
        const id = `s${(made += 1)}`;
        const whole = opening(id, 40).packets;
        songs.set(id, whole);
        if (open) order.open({ facts: segmentFacts({ id }), packets: whole.slice(0, 25) });
        if (open && random() < 0.4) await settle();
        order.deliver(await addSegment(folder, id, { packets: 40 }));
      };
      for (let step = 0; step < 60; step += 1) {
        const dice = random();
        if (dice < 0.15) line.request(recipe({ seed: step })).catch(() => undefined);
        else if (dice < 0.4)
          await fulfil(source.orders.find(({ urgent }) => urgent) ?? source.orders[0], random() < 0.5);
        else if (dice < 0.45) jingles.call();
        else if (dice < 0.75) {
          const wish = joins.asked.at(-1);
          const jingle = wish?.jingle === undefined ? 0 : 2;
          const join = fakeJoin({ fromPacket: 33, leave: 3, turn: 3 + jingle });
          const packets = join.packets.map((_, index) => Uint8Array.of(0xfc, 0x55, step, index));
          if (wish !== undefined)
            plans.set(packets[0] ?? RAIN, { join: { ...join, packets }, from: wish.from, to: wish.to });
          wish?.make({ ...join, packets });
        } else sent.push(...send(1 + Math.floor(random() * 30)));
        await settle();
      }
      await pool.discardDamaged();
      expect(programme.counts.request + programme.counts.fresh + programme.counts.reserve).toBeGreaterThan(1);
      checkStream(sent, songs, plans);
    },
  );
});

/** Reads a stream packet by packet: each must be what may follow the one before. */
function checkStream(
  sent: readonly Uint8Array[],
  songs: ReadonlyMap<string, readonly Uint8Array[]>,
  joins: ReadonlyMap<
    Uint8Array,
    { readonly join: ReturnType<typeof fakeJoin>; readonly from: string; readonly to: string }
  >,
): void {
  const is = (a: Uint8Array, b: Uint8Array | undefined) => b !== undefined && Buffer.compare(a, b) === 0;
  let at: { song: string; index: number } | undefined;
  for (let index = 0; index < sent.length; index += 1) {
    const packet = sent[index] ?? RAIN;
    const join = joins.get(packet);
    if (join !== undefined) {
      expect(at).toEqual({ song: join.from, index: 32 });
      const here = sent.slice(index, index + join.join.packets.length);
      expect(here.every((one, place) => one === join.join.packets[place])).toBe(true);
      index += here.length - 1;
      at = { song: join.to, index: join.join.toPacket - 1 };
      continue;
    }
    if (at !== undefined && is(packet, songs.get(at.song)?.[at.index + 1])) {
      at = { song: at.song, index: at.index + 1 };
      continue;
    }
    const begins = [...songs].find(([, packets]) => is(packet, packets[0]));
    // A song ends with its last packet, or where its opening did.
    expect(at === undefined || at.index === 39 || at.index === 24).toBe(true);
    at = begins === undefined ? undefined : { song: begins[0], index: 0 };
    if (begins === undefined) expect(packet).toBe(RAIN);
  }
}
