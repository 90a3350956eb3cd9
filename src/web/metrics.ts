import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { StationStats, Surroundings } from '../radio/index.ts';

/**
 * What a station counts, in a registry of its own for Prometheus; read anew each time it is asked. Node's own figures (memory,
 * event loop) are in it, too; and what stands around the station, when it is given.
 */
export function createMetrics(stats: () => StationStats, around?: () => Surroundings): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });

  const counter = (name: string, help: string, read: (stats: StationStats) => number): void => {
    new Counter({
      name: `raindial_${name}_total`,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read(stats()));
      },
    });
  };
  const gauge = (name: string, help: string, read: (stats: StationStats) => number): void => {
    new Gauge({
      name: `raindial_${name}`,
      help,
      registers: [registry],
      collect() {
        this.set(read(stats()));
      },
    });
  };
  const labelled = (name: string, help: string, label: string, read: (stats: StationStats) => object): void => {
    new Gauge({
      name: `raindial_${name}`,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        const values: Readonly<Record<string, number>> = { ...read(stats()) };
        for (const [key, value] of Object.entries(values)) this.set({ [label]: key }, value);
      },
    });
  };

  counter('packets', 'Packets sent on air', ({ packets }) => packets);
  counter('lost_packets', 'Packets left out because the clock was too late for them', ({ clock }) => clock.lostTicks);
  counter('resyncs', 'Times the clock started anew', ({ clock }) => clock.resyncs);
  counter('late_bursts', 'Wake-ups that sent three packets or more at once', ({ clock }) => clock.lateBursts);
  labelled('packet_interval_milliseconds', 'Time between packets since the start', 'of', ({ clock }) => clock.interval);
  labelled(
    'packet_lateness_milliseconds',
    'How late packets were since the start',
    'of',
    ({ clock }) => clock.lateness,
  );
  labelled('on_air', 'How often each source went on air since the start', 'source', ({ sources }) => sources);
  counter('joins', 'Songs that were joined to the one before without a cut', ({ joins }) => joins);
  counter('production_failures', 'Songs that could not be made', (each) => each.productionFailures);
  labelled('listeners', 'Who listens now', 'kind', ({ listeners }) => listeners);
  counter('listeners_removed', 'Listeners removed because they failed', (each) => each.listenersRemoved);
  gauge('requests_waiting', 'Requests that were not on air yet', ({ requests }) => requests);
  gauge('programmes', 'Programmes on air: the common one and those of guilds', (each) => each.programmes);
  gauge('memory_bytes', 'What the songs on air and next take in memory', ({ memory }) => memory.bytes);
  gauge('pool_segments', 'Songs on disk', ({ pool }) => pool.segments);
  gauge('pool_bytes', 'What the songs on disk take', ({ pool }) => pool.bytes);
  if (around !== undefined) {
    counter('voice_packets', 'Packets sent to voice channels', () => around().voice?.packets ?? 0);
    counter('voice_packets_dropped', 'Packets left out before a voice channel', () => around().voice?.dropped ?? 0);
    const lateness = 'How late packets to voice channels were since the start';
    labelled('voice_packet_lateness_milliseconds', lateness, 'of', () => around().voice?.lateness ?? {});
    labelled('voice_rooms', 'Voice channels to play in, and playing now', 'state', () => around().rooms ?? {});
    gauge('database_up', '1 while writes reach the database, else 0', () => Number(around().database.isThere));
    gauge('database_writes_waiting', 'Writes in the journal', () => around().database.waiting);
  }
  return registry;
}
