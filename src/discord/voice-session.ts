import { isDeepStrictEqual } from 'node:util';
import {
  joinVoiceChannel,
  VoiceConnectionDisconnectReason,
  VoiceConnectionStatus,
  type Networking,
  type VoiceConnection,
  type VoiceConnectionState,
} from '@discordjs/voice';
import type { FrontDesk, Room, Log } from '../radio/index.ts';
import { guardDave } from './dave-guard.ts';
import type { Entrance, SessionEnd } from './entrance.ts';
import { errorText } from './error-text.ts';
import { orderedEvents } from './ordered-events.ts';
import { PACKET_MILLISECONDS, retryDelay, type Pacing } from './pacing.ts';
import { Cadence } from './post/cadence.ts';
import { monotonic } from './post/monotonic.ts';
import { postVoicePackets } from './post/voice-sockets.ts';
import { loggedReason, type UnheardReason, type WaitReason } from './reasons.ts';
import { sendPacket } from './rtp-sender.ts';
import { explainVoiceClose } from './voice-close.ts';

/** What a session is doing, for people. */
export type SessionStatus =
  | { readonly kind: 'joining' | 'mending' }
  /** `unheard`: why nobody hears it although it plays. */
  | { readonly kind: 'playing'; readonly unheard?: UnheardReason }
  | { readonly kind: 'waiting'; readonly reason: WaitReason }
  | { readonly kind: 'ended'; readonly end: SessionEnd };

/** What a {@link VoiceSession} works with. */
export interface SessionOptions {
  readonly room: Room;
  /** Asked before each attempt, so that a right that was taken away is noticed. */
  readonly entrance: (room: Room) => Entrance;
  /** How many people wait for the radio: those with more are joined first. */
  readonly people: (room: Room) => number;
  readonly tune: FrontDesk['tune'];
  readonly pacing: Pacing;
  /** 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  readonly log: Log;
  readonly onStatus: (status: SessionStatus) => void;
}

/**
 * - `queued`: waits until the gateway may be asked for one more channel.
 * - `joining`: asked Discord for the channel; torn down at the deadline, since several of the library's steps can hang for ever.
 * - `playing`: every packet of the station is sent.
 * - `mending`: the connection broke and the library resumes it, or Discord is about to move it; torn down at the deadline.
 * - `waiting`: nothing is open; the next attempt comes with the timer.
 */
type State =
  | { readonly kind: 'queued'; readonly stepOut: () => void }
  | { readonly kind: 'joining' | 'mending'; readonly connection: VoiceConnection; readonly deadline: NodeJS.Timeout }
  | {
      readonly kind: 'playing';
      readonly connection: VoiceConnection;
      readonly steady: NodeJS.Timeout;
      readonly untune: () => void;
    }
  | { readonly kind: 'waiting'; readonly reason: WaitReason; readonly timer: NodeJS.Timeout }
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
  #unheard: UnheardReason | undefined;

  constructor(options: SessionOptions) {
    postVoicePackets();
    this.#options = options;
    this.#room = options.room;
    this.#state = { kind: 'waiting', reason: { kind: 'not-started' }, timer: setTimeout(() => this.#join(), 0) };
  }

  get room(): Room {
    return this.#room;
  }

  get status(): SessionStatus {
    const state = this.#state;
    if (state.kind === 'waiting') return { kind: 'waiting', reason: state.reason };
    if (state.kind === 'ended') return { kind: 'ended', end: state.end };
    if (state.kind === 'playing' && this.#unheard !== undefined) return { kind: 'playing', unheard: this.#unheard };
    return { kind: state.kind === 'queued' ? 'joining' : state.kind };
  }

  /** Leaves the channel; the session is over. Ending it twice does no harm. */
  end(end: SessionEnd): void {
    if (this.#state.kind !== 'ended') this.#enter({ kind: 'ended', end });
  }

  /** Discord says that the bot is in another channel now: someone moved it, and it stays there. */
  moved(channelId: string): void {
    this.#room = { ...this.#room, channelId };
  }

  /** Why nobody hears it although it plays; undefined when all is well. */
  setUnheard(reason: UnheardReason | undefined): void {
    if (isDeepStrictEqual(reason, this.#unheard)) return;
    this.#unheard = reason;
    if (this.#state.kind === 'playing') this.#options.onStatus(this.status);
  }

  /** Discord is there again: whatever it waits for need not be waited for any longer. */
  hurry(): void {
    if (this.#state.kind === 'waiting') this.#join();
  }

  /** The gateway lost the bot's session, and with it the bot's place in the channel: what is still open leads nowhere. */
  displaced(): void {
    if (this.#state.kind === 'playing' || this.#state.kind === 'mending') this.#wait({ kind: 'session-lost' });
  }

  /**
   * Discord says that the bot is in no voice channel. That is someone's wish when the radio was playing; while it joins, it
   * is the late echo of its own leaving before.
   */
  removed(): void {
    if (this.#state.kind === 'playing' || this.#state.kind === 'mending') {
      this.end({ reason: { kind: 'disconnected' }, forget: true });
    }
  }

  /** The one place where the state changes; it closes what the old state held and the new one does not. */
  #enter(next: State): void {
    const old = this.#state;
    this.#state = next;
    if ('deadline' in old) clearTimeout(old.deadline);
    if ('timer' in old) clearTimeout(old.timer);
    if (old.kind === 'queued') old.stepOut();
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

  /** Stands in line, unless there is no way into the channel now. */
  #join(): void {
    const entrance = this.#way();
    if (entrance === undefined) return;
    const priority = () => this.#options.people(this.#room);
    const stepOut = entrance.turnstile.wait({ priority, pass: () => this.#connect() });
    this.#enter({ kind: 'queued', stepOut });
  }

  /** The way into the channel; when there is none, the session waits or ends. */
  #way(): Extract<Entrance, { readonly kind: 'open' }> | undefined {
    const entrance = this.#options.entrance(this.#room);
    if (entrance.kind === 'open') return entrance;
    if (entrance.kind === 'end') this.end(entrance.end);
    else this.#wait(entrance.reason);
    return undefined;
  }

  #connect(): void {
    const entrance = this.#way();
    if (entrance === undefined) return;
    const { serverDeadline } = this.#options.pacing;
    const connection = joinVoiceChannel({
      guildId: this.#room.guildId,
      channelId: this.#room.channelId,
      adapterCreator: orderedEvents(entrance.adapterCreator, {
        serverDeadline,
        onSend: () => entrance.turnstile.spend(),
      }),
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
        if (now.reason === VoiceConnectionDisconnectReason.AdapterUnavailable) this.#wait({ kind: 'gateway-away' });
        // A kick, a move and a new voice server look alike here; Discord's next word on the gateway tells them apart.
        else if (state.kind === 'playing') this.#mend(connection);
        break;
      case VoiceConnectionStatus.Destroyed:
        this.#wait({ kind: 'connection-destroyed' });
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
    guardDave(networking, {
      onRefused: (error) => {
        this.#options.log.warn(
          { ...this.#room, problem: errorText(error) },
          'An end-to-end encryption message was refused.',
        );
      },
      onMissed: () => {
        if (this.#watched === networking) this.#wait({ kind: 'encryption-missed' });
      },
    });
  }

  #play(connection: VoiceConnection): void {
    /** Packets in a row that nobody could hear. */
    let useless = 0;
    const cadence = new Cadence();
    const untune = this.#options.tune({
      kind: 'discord',
      send: (packet) => {
        const problem = this.#send(connection, packet, cadence);
        useless = problem === undefined ? 0 : useless + 1;
        if (problem === undefined || useless * PACKET_MILLISECONDS < this.#options.pacing.uselessAfter) return;
        // Not from within the station's round of packets.
        setImmediate(() => this.#isPlaying(connection) && this.#wait(problem));
      },
    });
    const steady = setTimeout(() => (this.#failures = 0), this.#options.pacing.steadyAfter);
    this.#enter({ kind: 'playing', connection, untune, steady });
    this.#options.log.info(this.#room, 'Playing in a voice channel.');
  }

  /** Sends a packet; gives why nobody can hear it. */
  #send(connection: VoiceConnection, packet: Uint8Array, cadence: Cadence): WaitReason | undefined {
    const due = cadence.next(monotonic());
    if (due === undefined) return undefined;
    try {
      const sent = sendPacket(connection, Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength), due);
      return sent === 'unprotected' ? { kind: 'encryption-not-ready' } : undefined;
    } catch (error) {
      return { kind: 'unsendable', problem: errorText(error) };
    }
  }

  #isPlaying(connection: VoiceConnection): boolean {
    return this.#state.kind === 'playing' && this.#state.connection === connection;
  }

  #mend(connection: VoiceConnection): void {
    this.#enter({ kind: 'mending', connection, deadline: this.#deadline(this.#options.pacing.mendDeadline) });
  }

  #deadline(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#wait({ kind: 'out-of-time' }), milliseconds);
  }

  #wait(reason: WaitReason): void {
    const delay = retryDelay(this.#failures, this.#options.pacing, this.#options.random);
    this.#failures += 1;
    this.#enter({ kind: 'waiting', reason, timer: setTimeout(() => this.#join(), delay) });
    this.#options.log.warn(
      { ...this.#room, ...loggedReason(reason), retryInMilliseconds: delay },
      'A voice connection is lost; the radio will join again.',
    );
  }
}
