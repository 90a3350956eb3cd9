import { setTimeout as delay } from 'node:timers/promises';
import davey from '@snazzah/davey';
import { DAVE_OP, DAVE_VERSION, type DaveGroup, type DaveMember } from './dave-group.ts';
import type { RtpPacket } from './rtp.ts';
import type { Ear } from './voice-gateway.ts';

/** One Opus packet as the listener got it. */
export interface HeardPacket {
  readonly sequence: number;
  readonly timestamp: number;
  /** Milliseconds of a monotonic clock. */
  readonly receivedAt: number;
  /** The Opus packet, end-to-end encryption taken off. */
  readonly opus: Buffer;
}

/** What the sender is: the listener needs the id to decrypt. */
export interface ListenerOptions {
  readonly userId: string;
  readonly channelId: string;
  readonly senderId: string;
  readonly group: DaveGroup;
}

/**
 * A person in a voice channel: a member of the DAVE group with a session of its own (the same library as the bot's, which
 * is Discord's own protocol, but nothing shared with the bot), who keeps all packets that it can decrypt.
 */
export class VoiceListener implements Ear, DaveMember {
  readonly userId: string;
  readonly heard: HeardPacket[] = [];
  /** Packets without end-to-end encryption: all until the bot is in the group, and pure silence always. */
  unprotected = 0;
  /** Packets that could not be decrypted. */
  undecipherable = 0;
  readonly #senderId: string;
  readonly #channelId: string;
  readonly #group: DaveGroup;
  readonly #session: davey.DAVESession;
  #hasLeft = true;

  constructor(options: ListenerOptions) {
    this.userId = options.userId;
    this.#senderId = options.senderId;
    this.#channelId = options.channelId;
    this.#group = options.group;
    this.#session = new davey.DAVESession(DAVE_VERSION, options.userId, options.channelId);
  }

  /** The channel it listens in. */
  get channelId(): string {
    return this.#channelId;
  }

  /** Leaves the channel's group. */
  leave(): void {
    this.#hasLeft = true;
    this.#group.leave(this.userId);
  }

  /** Enters the channel's group. */
  enter(): void {
    this.#group.join(this);
    this.#hasLeft = false;
  }

  sendBinary(op: number, payload: Buffer): void {
    if (this.#hasLeft) return;
    if (op === DAVE_OP.externalSender) {
      this.#session.setExternalSender(payload);
      this.#group.keyPackage(this.userId, this.#session.getSerializedKeyPackage());
    } else if (op === DAVE_OP.proposals) this.#commit(payload);
    else if (op === DAVE_OP.announceCommit) {
      this.#session.processCommit(payload.subarray(2));
      this.#ready(payload);
    } else if (op === DAVE_OP.welcome) {
      this.#session.processWelcome(payload.subarray(2));
      this.#ready(payload);
    }
  }

  sendJson(op: number): void {
    // The external sender follows, and with it the new key package is handed in.
    if (op === DAVE_OP.prepareEpoch && !this.#hasLeft) this.#session.reinit(DAVE_VERSION, this.userId, this.#channelId);
  }

  hear(packet: RtpPacket, receivedAt: number): void {
    const { sequence, timestamp } = packet;
    const opus = this.decrypt(packet);
    if (opus !== undefined) this.heard.push({ sequence, timestamp, receivedAt, opus });
  }

  /** The Opus packet, or undefined when it can't be decrypted; counts what kept it from that. */
  protected decrypt(packet: RtpPacket): Buffer | undefined {
    const payload = packet.payload();
    // Every end-to-end encrypted frame ends with DAVE's magic marker.
    if (payload.length < 2 || payload.readUInt16BE(payload.length - 2) !== 0xfafa) {
      this.unprotected += 1;
      return undefined;
    }
    try {
      return this.#session.decrypt(this.#senderId, davey.MediaType.AUDIO, payload);
    } catch {
      this.undecipherable += 1;
      return undefined;
    }
  }

  /** Where RTP's sequence numbers don't follow each other: by how much they go on there. */
  breaks(): readonly number[] {
    const steps = this.heard.slice(1).map(({ sequence }, at) => (sequence - (this.heard[at]?.sequence ?? 0)) & 0xffff);
    return steps.filter((step) => step !== 1);
  }

  /** Waits until packets come again that were sent after now: half a second of them. */
  async hearsMore(): Promise<void> {
    await this.hears(this.heard.length + 25);
  }

  /** Waits until so many packets were heard. Throws after the given time. */
  async hears(count: number, withinMilliseconds = 20_000): Promise<readonly HeardPacket[]> {
    for (let waited = 0; this.heard.length < count; waited += 20) {
      if (waited > withinMilliseconds) {
        throw new Error(
          `Heard ${this.heard.length} packets of ${count}, ${this.unprotected} unprotected, ${this.undecipherable} undecipherable.`,
        );
      }
      await delay(20);
    }
    return this.heard;
  }

  #commit(payload: Buffer): void {
    const operation = payload.readUInt8(0);
    const { commit, welcome } = this.#session.processProposals(operation, payload.subarray(1), [
      ...this.#group.userIds,
    ]);
    if (commit === undefined) return;
    this.#group.commitWelcome(this.userId, Buffer.concat([commit, welcome ?? Buffer.alloc(0)]));
  }

  #ready(payload: Buffer): void {
    this.#group.transitionReady(this.userId, payload.readUInt16BE(0));
  }
}
