import {
  joinVoiceChannel,
  VoiceConnectionDisconnectReason,
  VoiceConnectionStatus,
  type DiscordGatewayAdapterCreator,
  type Networking,
  type VoiceConnection,
  type VoiceConnectionState,
} from '@discordjs/voice';
import type { FrontDesk, Room, Log } from '../radio/index.ts';
import { guardDave } from './dave-guard.ts';
import { errorText } from './error-text.ts';
import { retryDelay, type Pacing } from './pacing.ts';
import { explainVoiceClose } from './voice-close.ts';

/** Why a session is over. `forget`: the room should not be rejoined after a restart. */
export interface SessionEnd {
  readonly reason: string;
  readonly forget: boolean;
}

/** Where a session can go: a way into the channel, not now (`later`), or never again (`end`). */
export type Entrance =
  | { readonly kind: 'open'; readonly adapterCreator: DiscordGatewayAdapterCreator }
  | { readonly kind: 'later'; readonly reason: string }
  | { readonly kind: 'end'; readonly end: SessionEnd };

/** What a session is doing, for people. */
export type SessionStatus =
  | { readonly kind: 'joining' | 'playing' | 'mending' }
  | { readonly kind: 'waiting'; readonly reason: string }
  | { readonly kind: 'ended'; readonly end: SessionEnd };

/** What a {@link VoiceSession} works with. */
export interface SessionOptions {
  readonly room: Room;
  /** Asked before each attempt, so that a right that was taken away is noticed. */
  readonly entrance: (room: Room) => Entrance;
  readonly desk: Pick<FrontDesk, 'tune'>;
  readonly pacing: Pacing;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  readonly log: Log;
  readonly onStatus: (status: SessionStatus) => void;
}

/**
 * - `joining`: asked Discord for the channel; torn down at the deadline, since several of the library's steps can hang for ever.
 * - `playing`: every packet of the station is sent.
 * - `mending`: the connection broke and the library resumes it, or Discord is about to move it; torn down at the deadline.
 * - `waiting`: nothing is open; the next attempt comes with the timer.
 */
type State =
  | { readonly kind: 'joining' | 'mending'; readonly connection: VoiceConnection; readonly deadline: NodeJS.Timeout }
  | {
      readonly kind: 'playing';
      readonly connection: VoiceConnection;
      readonly steady: NodeJS.Timeout;
      readonly untune: () => void;
    }
  | { readonly kind: 'waiting'; readonly reason: string; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'ended'; readonly end: SessionEnd };

/**
 * Keeps the radio playing in one voice channel. It takes each packet from the station's own clock and hands it to the voice
 * connection; the library's AudioPlayer is not used, since it follows the wall clock and goes idle when a source stalls.
 * Whatever the library can't resume is torn down and joined anew after a growing pause; a kick, a lost right and the close
 * codes that forbid it end the session.
 */
export class VoiceSession {
  readonly #options: SessionOptions;
  #room: Room;
  #state: State;
  #failures = 0;
  #watched: Networking | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#room = options.room;
    this.#state = { kind: 'waiting', reason: 'not started', timer: setTimeout(() => this.#join(), 0) };
  }

  get room(): Room {
    return this.#room;
  }

  get status(): SessionStatus {
    const state = this.#state;
    if (state.kind === 'waiting') return { kind: 'waiting', reason: state.reason };
    if (state.kind === 'ended') return { kind: 'ended', end: state.end };
    return { kind: state.kind };
  }

  /** Leaves the channel; the session is over. Ending it twice does no harm. */
  end(end: SessionEnd): void {
    if (this.#state.kind !== 'ended') this.#enter({ kind: 'ended', end });
  }

  /** Discord says that the bot is in another channel now: someone moved it, and it stays there. */
  moved(channelId: string): void {
    this.#room = { ...this.#room, channelId };
  }

  /**
   * Discord says that the bot is in no voice channel. That is someone's wish when the radio was playing; while it joins, it
   * is the late echo of its own leaving before.
   */
  removed(): void {
    if (this.#state.kind === 'playing' || this.#state.kind === 'mending') {
      this.end({ reason: 'someone disconnected the radio', forget: true });
    }
  }

  /** The one place where the state changes; it closes what the old state held and the new one does not. */
  #enter(next: State): void {
    const old = this.#state;
    this.#state = next;
    if ('deadline' in old) clearTimeout(old.deadline);
    if ('timer' in old) clearTimeout(old.timer);
    if (old.kind === 'playing') {
      clearTimeout(old.steady);
      old.untune();
      old.connection.setSpeaking(false);
    }
    const kept = 'connection' in next ? next.connection : undefined;
    if (
      'connection' in old &&
      old.connection !== kept &&
      old.connection.state.status !== VoiceConnectionStatus.Destroyed
    ) {
      old.connection.destroy();
    }
    this.#options.onStatus(this.status);
  }

  #join(): void {
    const entrance = this.#options.entrance(this.#room);
    if (entrance.kind === 'end') return this.end(entrance.end);
    if (entrance.kind === 'later') return this.#wait(entrance.reason);
    const connection = joinVoiceChannel({
      guildId: this.#room.guildId,
      channelId: this.#room.channelId,
      adapterCreator: entrance.adapterCreator,
      selfDeaf: true,
      selfMute: false,
    });
    // Without a listener the process dies of the first lost packet; what follows an error is a change of state.
    connection.on('error', (error) => {
      this.#options.log.warn({ ...this.#room, problem: errorText(error) }, 'A voice connection reported an error.');
    });
    connection.on('stateChange', (_, now) => this.#connectionChanged(connection, now));
    this.#enter({ kind: 'joining', connection, deadline: this.#deadline(this.#options.pacing.joinDeadline) });
    this.#connectionChanged(connection, connection.state);
  }

  #connectionChanged(connection: VoiceConnection, now: VoiceConnectionState): void {
    const state = this.#state;
    if (!('connection' in state) || state.connection !== connection) return;
    switch (now.status) {
      case VoiceConnectionStatus.Ready:
        if (state.kind !== 'playing') this.#play(connection);
        break;
      case VoiceConnectionStatus.Connecting:
        this.#watch(now.networking);
        if (state.kind === 'playing') this.#mend(connection);
        break;
      case VoiceConnectionStatus.Signalling:
        if (state.kind === 'playing') this.#mend(connection);
        break;
      case VoiceConnectionStatus.Disconnected:
        if (now.reason === VoiceConnectionDisconnectReason.AdapterUnavailable) this.#wait("Discord's gateway is away");
        // A kick, a move and a new voice server look alike here; Discord's next word on the gateway tells them apart.
        else if (state.kind === 'playing') this.#mend(connection);
        break;
      case VoiceConnectionStatus.Destroyed:
        this.#wait('the voice connection was destroyed');
        break;
    }
  }

  /**
   * Takes two decisions from the library: it rejoins at once and for ever after any close code but 4014, even those that
   * forbid it (our listener runs before its own); and it lets faults in end-to-end encryption end the process.
   */
  #watch(networking: Networking): void {
    if (this.#watched === networking) return;
    this.#watched = networking;
    networking.prependOnceListener('close', (code: number) => {
      if (this.#watched !== networking) return;
      const close = explainVoiceClose(code);
      if (close.kind === 'final') this.end({ reason: close.reason, forget: false });
      else if (close.kind === 'retry') this.#wait(close.reason);
    });
    guardDave(networking, (error) => {
      this.#options.log.warn(
        { ...this.#room, problem: errorText(error) },
        'An end-to-end encryption message was refused.',
      );
    });
  }

  #play(connection: VoiceConnection): void {
    let failed = false;
    const untune = this.#options.desk.tune({
      kind: 'discord',
      send: (packet) => {
        try {
          connection.playOpusPacket(Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength));
        } catch (error) {
          if (!failed)
            this.#options.log.warn({ ...this.#room, problem: errorText(error) }, 'A packet could not be sent.');
          failed = true;
        }
      },
    });
    const steady = setTimeout(() => (this.#failures = 0), this.#options.pacing.steadyAfter);
    this.#enter({ kind: 'playing', connection, untune, steady });
    this.#options.log.info(this.#room, 'Playing in a voice channel.');
  }

  #mend(connection: VoiceConnection): void {
    this.#enter({ kind: 'mending', connection, deadline: this.#deadline(this.#options.pacing.mendDeadline) });
  }

  #deadline(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#wait('Discord did not finish the voice connection in time'), milliseconds);
  }

  #wait(reason: string): void {
    const delay = retryDelay(this.#failures, this.#options.pacing, this.#options.random);
    this.#failures += 1;
    this.#enter({ kind: 'waiting', reason, timer: setTimeout(() => this.#join(), delay) });
    this.#options.log.warn(
      { ...this.#room, reason, retryInMilliseconds: delay },
      'A voice connection is lost; the radio will join again.',
    );
  }
}
