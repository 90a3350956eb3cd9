import type { ButtonInteraction, ChatInputCommandInteraction } from 'discord.js';
import type { SongProgress, Log } from '../radio/index.ts';
import { errorText } from './error-text.ts';
import type { Say } from './language/language.ts';

/** Cells of the bar that shows progress. */
const BAR_CELLS = 12;

/** Edits a deferred answer with the progress of some work, no oftener than Discord allows, one edit at a time. */
export class ProgressReply {
  readonly #interaction: ChatInputCommandInteraction | ButtonInteraction;
  readonly #betweenEdits: number;
  readonly #log: Log;
  readonly #say: Say;
  #latest: SongProgress | undefined;
  #timer: NodeJS.Timeout | undefined;
  #editing: Promise<unknown> = Promise.resolve();
  #ended = false;

  /** `betweenEdits`: milliseconds. */
  constructor(interaction: ChatInputCommandInteraction | ButtonInteraction, betweenEdits: number, log: Log, say: Say) {
    this.#interaction = interaction;
    this.#betweenEdits = betweenEdits;
    this.#log = log;
    this.#say = say;
  }

  /** Shows this progress now or, when an edit is too recent, the latest one a moment later. */
  report(progress: SongProgress): void {
    this.#latest = progress;
    if (this.#timer === undefined && !this.#ended) this.#edit();
  }

  /** No edit follows from here on; resolves when the last one is through, so that it can't undo the final answer. */
  async end(): Promise<void> {
    this.#ended = true;
    clearTimeout(this.#timer);
    await this.#editing;
  }

  #edit(): void {
    const progress = this.#latest;
    this.#latest = undefined;
    if (progress === undefined) {
      this.#timer = undefined;
      return;
    }
    this.#editing = this.#interaction.editReply(progressText(progress, this.#say)).catch((error: unknown) => {
      this.#log.warn({ problem: errorText(error) }, 'The progress of a request could not be shown.');
    });
    this.#timer = setTimeout(() => {
      void this.#editing.then(() => {
        if (!this.#ended) this.#edit();
      });
    }, this.#betweenEdits);
  }
}

/** Such as `composing ▰▰▰▱▱▱▱▱▱▱▱▱ 25 %`. */
function progressText({ stage, done }: SongProgress, say: Say): string {
  const share = Math.min(1, Math.max(0, done));
  const full = Math.round(share * BAR_CELLS);
  return `${say(`stage.${stage}`)} ${'▰'.repeat(full)}${'▱'.repeat(BAR_CELLS - full)} ${Math.round(share * 100)} %`;
}
