import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { schedule } from 'node-cron';
import { ReportThread } from './commands/report-thread.ts';
import type { Config } from './config.ts';
import { startDiscord, type DiscordFrontEnd } from './discord/index.ts';
import { ENOUGH_VOTES, wilson } from './statistics/index.ts';
import type { Log } from './log.ts';
import { type Inventory, rainPad, Workshop } from './production/index.ts';
import {
  byNetworksInUse,
  type Catalogue,
  Jingles,
  LevelThread,
  Pad,
  padFades,
  openArchive,
  rotationOf,
  type Progress,
  type SegmentFacts,
  SegmentPool,
  Station,
  StemShelf,
  type StyleTraits,
  type Surroundings,
  type Tally,
  systemTime,
  tastePlanner,
} from './radio/index.ts';
import { seededRandom } from './random/index.ts';
import { listenerKey, lockDataFolder, openStore } from './store/index.ts';
import { ListeningTaste, Rollouts, SHIPPED_NETWORKS, TasteSchool } from './taste/index.ts';
import { createWeb, listen } from './web/index.ts';

/** A radio on air. */
export interface Radio {
  /** Where the page is: `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly station: Station;
  /** Resolves once the SoundFonts are prepared and the networks loaded. */
  inventory(): Promise<Inventory>;
  /** Goes off air and writes down what was heard. */
  close(): Promise<void>;
}

export interface RadioOptions {
  readonly log: Log;
  /** Called while SoundFonts are prepared, which takes a while at the very first start. */
  readonly onPreparing: (progress: Progress) => void;
}

/** When guilds' weekly schedules are looked at, and what a person decided of new networks. */
const EACH_MINUTE = '* * * * *';

/** When the taste learns what was heard since, and the rule for new networks is looked at. */
const EACH_QUARTER = '*/15 * * * *';

/** Parts of songs that were asked for lately: some twenty songs. */
const STEMS_BYTES = 250e6;

/** Every night at four. */
const HOUSEKEEPING = '0 4 * * *';

/**
 * Wires the rooms together and goes on air, with rain or a song of the reserve at first. Throws the rooms' errors when it can't:
 * a data folder that is in use, a port that is taken, a database URL that is none.
 */
export async function startRadio(config: Config, { log, onPreparing }: RadioOptions): Promise<Radio> {
  const closing: (() => Promise<unknown> | void)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const dataFolder = await lockDataFolder(config.data);
    closing.push(() => dataFolder.release());

    const pool = await SegmentPool.open({
      folder: path.join(config.data, 'segments'),
      maxBytes: config.poolBytes,
      log,
      wallClock: Date.now,
    });
    const store = await openStore({
      ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
      dataFolder,
      log,
    });
    closing.push(() => store.close());
    store.opened().catch((error: unknown) => {
      // A radio that is stopped while its database opens is all right.
      if (store.state().kind !== 'closed') log.error(`${messageOf(error)} Plays and ratings wait in the journal.`);
    });

    const workshop = new Workshop({
      ...config.folders,
      cache: path.join(config.data, 'cache'),
      segments: pool.folder,
      backend: config.backend,
      workers: config.workers,
      log,
      onPreparing,
    });
    closing.push(() => workshop.close());

    const catalogue = growingCatalogue(workshop);
    const pad = new Pad();
    rainPad(path.join(config.data, 'rain.ogg'), workshop).then(
      async (packets) => {
        pad.load(packets);
        // A song need not wait for the ways out of the loop: until they are there, it is cut to.
        pad.load(packets, await padFades(packets));
      },
      (error: unknown) => log.warn(`The pad of rain could not be made: ${messageOf(error)}`),
    );
    let traits: Readonly<Record<string, StyleTraits>> = {};
    const jingles = new Jingles();
    workshop.inventory().then(
      (inventory) => {
        traits = inventory.traits;
        jingles.load(inventory.jingles);
      },
      () => undefined,
    );
    const ratingKey = await listenerKey(config.data);
    const random = seededRandom(randomBytes(4).readUInt32LE());
    const taste = new ListeningTaste({ random });
    const rollouts = await Rollouts.open({ dataFolder: config.data, evidence: store.evidence, now: Date.now, log });
    const songs = {
      taste,
      traits: () => traits,
      moods: () => catalogue.moods,
      models: (style: string) => rollouts.versionsFor(style),
      random,
      log,
    };
    const leveller = new LevelThread();
    closing.push(() => leveller.close());
    const time = systemTime();
    const stems = await StemShelf.open({
      source: workshop,
      folder: path.join(config.data, 'stems'),
      maxBytes: STEMS_BYTES,
      time,
      wallClock: Date.now,
      log,
    });
    const station = new Station({
      catalogue,
      stems,
      leveller,
      source: byNetworksInUse(workshop, (style) => rollouts.inUse(style)),
      joins: workshop,
      jingles,
      pool,
      pad,
      plan: tastePlanner({ ...songs, rotation: config.rotation, firstIsShort: pool.size === 0 }),
      planFor: ({ styles, mood }, guildId) => {
        const rotation = styles.length > 0 ? styles : config.rotation;
        return tastePlanner({ ...songs, rotation, mood, guildId, firstIsShort: false });
      },
      commonStyles: () => (Object.keys(traits).length === 0 ? [] : rotationOf(config.rotation, traits)),
      settings: store.settings,
      ordersAtOnce: config.workers + 1,
      playLog: store.playLog,
      ratings: store.ratings,
      ratingKey,
      random,
      time,
      wallClock: Date.now,
      log,
    });
    const school = new TasteSchool({
      taste,
      evidence: store.evidence,
      tempos: () => Object.fromEntries(Object.entries(traits).map(([style, { tempo }]) => [style, tempo])),
      now: Date.now,
      log,
    });
    const learn = () => Promise.all([school.catchUp(), rollouts.review()]);
    const networksKnown = workshop.inventory().then(({ styles, models, candidates }) => {
      return rollouts.begin({ version: SHIPPED_NETWORKS, networks: models, styles }, candidates);
    });
    // What the styles' tempos are must be known first: by them a song is told to be slow or fast.
    Promise.all([store.opened(), networksKnown]).then(learn, () => undefined);
    const lessons = schedule(EACH_QUARTER, learn);
    closing.push(() => lessons.destroy());
    const reports = new ReportThread({
      dataFolder: config.data,
      ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
      log,
    });
    closing.push(() => reports.close());
    let discord: DiscordFrontEnd | undefined;
    const around = (): Surroundings => ({
      voice: discord?.timing(),
      rooms: discord?.rooms(),
      database: { isThere: store.state().kind === 'ready', waiting: store.pendingWrites() },
    });
    const web = await listen(createWeb({ desk: station, log, reports, around }), config);
    closing.push(() => web.close());
    const schedules = schedule(EACH_MINUTE, () => {
      station.review();
      return rollouts.look();
    });
    closing.push(() => schedules.destroy());
    const reportOld = (error: unknown) => log.warn(`Old listening data was not deleted: ${messageOf(error)}`);
    const housekeeping = schedule(HOUSEKEEPING, async () => {
      await pool.discardDamaged();
      if (config.retentionDays !== undefined) await store.deleteOlderThan(config.retentionDays).catch(reportOld);
    });
    closing.push(() => housekeeping.destroy());
    if (config.jingles !== undefined) {
      const calls = schedule(config.jingles, () => jingles.call());
      closing.push(() => calls.destroy());
    }

    if (config.discord !== undefined) {
      const { totals, listeners } = store;
      const share = ({ up, down }: Tally) =>
        up + down < ENOUGH_VOTES ? undefined : wilson({ successes: up, trials: up + down });
      const archive = openArchive({ totals, listeners, key: ratingKey, share });
      const frontEnd = startDiscord({
        ...config.discord,
        desk: station,
        rooms: store.rooms,
        roomsFile: path.join(config.data, 'rooms.json'),
        archive,
        log,
      });
      discord = frontEnd;
      closing.push(() => frontEnd.close());
    }
    // Last, so that nothing above makes its first packets late.
    station.start();
    closing.push(() => station.stop());
    return { url: web.url, station, inventory: () => workshop.inventory(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What can be asked for: nothing until a worker is set up, then what it found. */
function growingCatalogue(workshop: Workshop): Catalogue {
  let known: Catalogue = { styles: [], moods: [], instruments: [], effects: [] };
  workshop.inventory().then(
    (inventory) => {
      known = inventory;
    },
    () => undefined,
  );
  return {
    get styles() {
      return known.styles;
    },
    get moods() {
      return known.moods;
    },
    get instruments() {
      return known.instruments;
    },
    get effects() {
      return known.effects;
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** One line about a song, for people: `Paper Umbrella (lofi, Eb major, 76 BPM)`. */
export function songLine(facts: SegmentFacts): string {
  return `${facts.title} (${facts.style}, ${facts.key}, ${Math.round(facts.tempo)} BPM)`;
}
