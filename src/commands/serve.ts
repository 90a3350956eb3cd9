import { once } from 'node:events';
import type { Config } from '../config.ts';
import { createLog, type Log } from '../log.ts';
import { type Radio, songLine, startRadio } from '../main.ts';
import { calmHelpers } from './calm-helpers.ts';
import { progressBar } from './progress-bar.ts';

/** How long closing may take before the process ends all the same. */
const CLOSING_MS = 15_000;

/**
 * Puts the radio on air until it is told to stop (SIGINT, SIGTERM), and tells the terminal what happens; with `explain` also why each song is on.
 * Resolves with the exit code; throws what keeps the radio from starting.
 */
export async function serve(config: Config, options: { readonly explain?: boolean } = {}): Promise<number> {
  calmHelpers();
  const log = createLog(config);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal));
  surviveStrayRejections(process, log);

  const preparing = progressBar('Preparing SoundFonts', process.stderr);
  const radio = await startRadio(config, { log, onPreparing: (progress) => preparing.update(progress) });
  log.info(`On air at ${radio.url} (stream: ${radio.url}/stream.ogg). Ctrl-C stops it.`);
  if (config.discord === undefined) log.info('No Discord: set DISCORD_TOKEN to make this a bot.');
  if (options.explain === true) explainSongs(radio, log);
  radio.inventory().then(
    (inventory) => {
      preparing.stop();
      for (const problem of inventory.problems) log.warn(`Skipped: ${problem}`);
      const { styles, instruments, effects, backend } = inventory;
      log.info(
        `Ready to compose: styles ${styles.join(', ')}; ${instruments.length} instruments; ` +
          `effects ${effects.join(', ')}; tfjs backend ${backend}.`,
      );
      showFirstSong(radio);
    },
    () => preparing.stop(),
  );
  if (!stop.signal.aborted) await once(stop.signal, 'abort');
  preparing.stop();
  await goOffAir(radio, log);
  return 0;
}

/**
 * A promise that nobody looks after and that fails would end the process. discord.js leaves some behind when a connection breaks
 * in the middle of its opening: they are told, and the radio goes on.
 */
export function surviveStrayRejections(
  process: Pick<NodeJS.EventEmitter, 'on'>,
  log: { readonly error: (message: string) => void },
): void {
  process.on('unhandledRejection', (error: unknown) => {
    log.error(`Something failed that nobody waited for: ${error instanceof Error ? error.message : String(error)}`);
  });
}

/** Says of each song that comes on air why it does. */
function explainSongs(radio: Radio, log: Log): void {
  let told: string | undefined;
  radio.station.subscribe((event) => {
    if (event.kind !== 'on-air' || event.onAir.kind !== 'song') return;
    const { play, segment, from } = event.onAir;
    // Of a song that came on while it was made, more is told when it is whole.
    if (play.id === told) return;
    told = play.id;
    const why =
      play.choice?.why ??
      (from === 'reserve' ? 'it was in the reserve.' : 'it was asked for, or nothing is known of the styles yet.');
    const { models } = segment.recipe;
    log.info(`Why ${songLine(segment)}: ${why}${models === undefined ? '' : ` The networks ${models} composed it.`}`);
  });
}

/** The first song has a progress bar when nothing but rain is on air; later ones are made behind the music. */
function showFirstSong(radio: Radio): void {
  const bar = progressBar('First song', process.stderr);
  const show = () => {
    if (radio.station.onAir().kind === 'song') {
      bar.stop();
      unsubscribe();
      return;
    }
    const first = radio.station.upNext()[0];
    if (first?.kind === 'composing') bar.update(first.progress);
  };
  const unsubscribe = radio.station.subscribe(show);
  show();
}

async function goOffAir(radio: Radio, log: Log): Promise<void> {
  const onAir = radio.station.onAir();
  log.info(onAir.kind === 'song' ? `Going off air after ${songLine(onAir.segment)}.` : 'Going off air.');
  const late = setTimeout(() => {
    log.error('Closing took too long; ending anyway.');
    process.exit(1);
  }, CLOSING_MS);
  await radio.close();
  clearTimeout(late);
}
