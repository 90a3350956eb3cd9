import { setTimeout as sleep } from 'node:timers/promises';
import { ChannelType, DiscordAPIError, RESTJSONErrorCodes, type Client, type REST } from 'discord.js';
import { systemTime, type GuildDesk, type Log, type StationDesk } from '../radio/index.ts';
import { errorText } from './error-text.ts';
import { speak } from './language/language.ts';
import { panelMessage } from './panel-message.ts';
import type { Rooms } from './rooms.ts';
import type { CardMessage } from './song-message.ts';
import { Turnstile, type Allowance } from './turnstile.ts';
import { setVoiceStatus, showVoiceStatus } from './voice-status.ts';

/** How long a room is kept for its channel's status to be set. */
const CLEARING_MILLISECONDS = 1000;

/** What {@link Panels} works with. */
export interface PanelsOptions {
  readonly client: Client<true>;
  readonly desk: Pick<StationDesk, 'guild'>;
  readonly rooms: Pick<Rooms, 'at' | 'status' | 'onChange'>;
  /** Milliseconds between two edits in one server. */
  readonly betweenEdits: number;
  /** For the edits in all servers together. */
  readonly allowance: Allowance;
  readonly log: Log;
}

interface Watched {
  readonly desk: GuildDesk;
  readonly unsubscribe: () => void;
  timer: NodeJS.Timeout | undefined;
  /** Something changed since the last edit began. */
  isStale: boolean;
  isBusy: boolean;
  /** The voice channel whose status names a song, and what it says. */
  shown: { readonly channelId: string; readonly text: string } | undefined;
}

/** A message that was deleted, or a channel that is gone: the panel is no more. */
const GONE: readonly unknown[] = [RESTJSONErrorCodes.UnknownMessage, RESTJSONErrorCodes.UnknownChannel];

/**
 * Keeps the standing messages and the voice channels' status up to date: at each change of what is on air or of a room, no oftener than Discord
 * allows. What can't be written is written at the next change. Hundreds of servers that change songs together take their turns, since discord.js lets
 * 50 requests a second through in their order: answers to listeners would come seconds late.
 */
export class Panels {
  readonly #options: PanelsOptions;
  readonly #watched = new Map<string, Watched>();
  readonly #unsubscribe: () => void;
  readonly #turnstile: Turnstile;
  #isClosed = false;

  constructor(options: PanelsOptions) {
    this.#options = options;
    this.#turnstile = new Turnstile(options.allowance, systemTime());
    this.#unsubscribe = options.rooms.onChange((guildId) => this.refresh(guildId));
    for (const guildId of options.client.guilds.cache.keys()) {
      const desk = options.desk.guild(guildId);
      void desk.loaded().then(() => {
        if (desk.settings().panel !== undefined) this.refresh(guildId);
      });
    }
  }

  /** Something to show in a server may have changed. Returns at once. */
  refresh(guildId: string): void {
    if (this.#isClosed) return;
    const watched = this.#watch(guildId);
    watched.isStale = true;
    if (watched.timer === undefined && !watched.isBusy) void this.#update(guildId, watched);
  }

  /** Posts the panel into a channel, in place of the one there is. Rejects with a DiscordAPIError when it may not. */
  async put(guildId: string, channelId: string): Promise<void> {
    const { desk } = this.#watch(guildId);
    const channel = await this.#options.client.channels.fetch(channelId);
    if (channel?.isSendable() !== true) throw new TypeError('the channel takes no messages');
    const message = await channel.send(await this.#message(desk));
    await this.remove(guildId);
    await desk.change({ panel: { channelId, messageId: message.id } });
  }

  /** Takes the panel down; false when there was none. */
  async remove(guildId: string): Promise<boolean> {
    const { desk } = this.#watch(guildId);
    const { panel } = desk.settings();
    if (panel === undefined) return false;
    await desk.change({ panel: undefined });
    await this.#options.client.rest
      .delete(`/channels/${panel.channelId}/messages/${panel.messageId}`)
      .catch((error: unknown) => {
        if (!isGone(error)) this.#warn(guildId, error, 'The panel could not be taken down.');
      });
    return true;
  }

  /**
   * Takes the song off the status of the channel that the radio is about to leave: afterwards Discord does not let it. Never rejects, and takes a second at most.
   */
  async clearStatus(guildId: string): Promise<void> {
    const watched = this.#watched.get(guildId);
    const { channelId, text } = watched?.shown ?? { text: '' };
    if (watched === undefined || channelId === undefined || text === '') return;
    watched.shown = undefined;
    const cleared = setVoiceStatus(this.#options.client.rest, channelId, '').catch((error: unknown) => {
      this.#warn(guildId, error, 'The status of a voice channel could not be changed.');
    });
    await Promise.race([cleared, sleep(CLEARING_MILLISECONDS, undefined, { ref: false })]);
  }

  close(): void {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#turnstile.close();
    for (const { timer, unsubscribe } of this.#watched.values()) {
      clearTimeout(timer);
      unsubscribe();
    }
  }

  #watch(guildId: string): Watched {
    const known = this.#watched.get(guildId);
    if (known !== undefined) return known;
    const desk = this.#options.desk.guild(guildId);
    const unsubscribe = desk.subscribe(({ kind }) => {
      if (kind === 'on-air') this.refresh(guildId);
    });
    const watched = { desk, unsubscribe, timer: undefined, isStale: false, isBusy: false, shown: undefined };
    this.#watched.set(guildId, watched);
    return watched;
  }

  async #update(guildId: string, watched: Watched): Promise<void> {
    watched.isStale = false;
    watched.isBusy = true;
    await Promise.all([this.#editPanel(guildId, watched), this.#editStatus(guildId, watched)]);
    watched.isBusy = false;
    if (this.#isClosed) return;
    watched.timer = setTimeout(() => {
      watched.timer = undefined;
      if (watched.isStale) void this.#update(guildId, watched);
    }, this.#options.betweenEdits);
    watched.timer.unref();
  }

  /** Resolves when one more request may be sent; never after the end. */
  #turn(): Promise<void> {
    return new Promise((resolve) => {
      const pass = () => {
        this.#turnstile.spend();
        resolve();
      };
      this.#turnstile.wait({ priority: () => 0, pass });
    });
  }

  async #editPanel(guildId: string, { desk }: Watched): Promise<void> {
    if (desk.settings().panel === undefined) return;
    await this.#turn();
    const { panel } = desk.settings();
    if (panel === undefined) return;
    try {
      const { embeds, components, files } = await this.#message(desk);
      // The picture of before goes with its song: only the attachments that are named stay.
      const attachments = files.map(({ name }, id) => ({ id, filename: name }));
      await this.#options.client.rest.patch(`/channels/${panel.channelId}/messages/${panel.messageId}`, {
        body: { embeds, components, attachments },
        files: files.map(({ name, attachment }) => ({ name, data: attachment })),
      });
    } catch (error) {
      if (!isGone(error)) return this.#warn(guildId, error, 'The panel could not be changed.');
      await desk.change({ panel: undefined }).catch(() => undefined);
    }
  }

  async #editStatus(guildId: string, watched: Watched): Promise<void> {
    try {
      const { desk, shown } = watched;
      const { client, rooms } = this.#options;
      const room = rooms.at(guildId);
      // Only who is in a channel may set its status.
      if (room !== undefined && rooms.status(guildId)?.kind !== 'playing') return;
      const isStage =
        room !== undefined && client.channels.cache.get(room.channelId)?.type === ChannelType.GuildStageVoice;
      const put: REST['put'] = async (route, data) => {
        await this.#turn();
        return client.rest.put(route, data);
      };
      // A stage has none, but the channel before it may.
      watched.shown = await showVoiceStatus({ rest: { put }, desk, room: isStage ? undefined : room, shown });
    } catch (error) {
      this.#warn(guildId, error, 'The status of a voice channel could not be changed.');
    }
  }

  async #message(desk: GuildDesk): Promise<CardMessage> {
    const { rooms } = this.#options;
    const { guildId } = desk;
    return panelMessage(
      desk,
      { room: rooms.at(guildId), status: rooms.status(guildId) },
      speak(desk.settings().language),
    );
  }

  #warn(guildId: string, error: unknown, message: string): void {
    if (!this.#isClosed) this.#options.log.warn({ guildId, problem: errorText(error) }, message);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof DiscordAPIError && GONE.includes(error.code);
}
