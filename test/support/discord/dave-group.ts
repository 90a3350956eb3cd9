import { ExternalSender, proposalVector, splitCommitWelcome } from './mls.ts';

/** Opcodes of the voice gateway that belong to DAVE; the binary ones are marked. */
export const DAVE_OP = {
  prepareTransition: 21,
  executeTransition: 22,
  transitionReady: 23,
  prepareEpoch: 24,
  /** Binary. */
  externalSender: 25,
  /** Binary. */
  keyPackage: 26,
  /** Binary. */
  proposals: 27,
  /** Binary. */
  commitWelcome: 28,
  /** Binary. */
  announceCommit: 29,
  /** Binary. */
  welcome: 30,
} as const;

/** The DAVE protocol's only version so far. */
export const DAVE_VERSION = 1;

/** How the group reaches one of its members. */
export interface DaveMember {
  readonly userId: string;
  sendBinary(op: number, payload: Buffer): void;
  sendJson(op: number, data: object): void;
}

interface Seat {
  readonly member: DaveMember;
  keyPackage: Buffer | undefined;
  /** Whether it is in the MLS group, not just in the channel. */
  inGroup: boolean;
}

/**
 * The server's side of end-to-end encryption in one voice channel. The first member makes a group of its own; for each
 * further one the server proposes an Add, takes the first commit that comes, hands it to those in the group and the welcome
 * to the new one, and has everybody switch when all are ready. When somebody leaves, a new group is begun.
 */
export class DaveGroup {
  readonly #channelId: string;
  readonly #sender = new ExternalSender();
  readonly #seats = new Map<string, Seat>();
  #epoch = 0n;
  /** Who is being added. */
  #adding: Seat | undefined;
  #transition: { readonly id: number; readonly waitingFor: Set<string> } | undefined;
  #lastTransition = 0;

  constructor(channelId: string) {
    this.#channelId = channelId;
  }

  join(member: DaveMember): void {
    this.#seats.set(member.userId, { member, keyPackage: undefined, inGroup: false });
    member.sendBinary(DAVE_OP.externalSender, this.#sender.serialized);
  }

  leave(userId: string): void {
    if (!this.#seats.delete(userId)) return;
    this.#epoch = 0n;
    this.#adding = undefined;
    this.#transition = undefined;
    for (const seat of this.#seats.values()) {
      seat.inGroup = false;
      seat.keyPackage = undefined;
      seat.member.sendJson(DAVE_OP.prepareEpoch, { epoch: 1, protocol_version: DAVE_VERSION, transition_id: 0 });
      seat.member.sendBinary(DAVE_OP.externalSender, this.#sender.serialized);
    }
  }

  /** Op 26: a member can be added now. */
  keyPackage(userId: string, keyPackage: Buffer): void {
    const seat = this.#seats.get(userId);
    if (seat === undefined) return;
    seat.keyPackage = keyPackage;
    if ([...this.#seats.values()].every(({ inGroup }) => !inGroup)) seat.inGroup = true;
    else this.#addNext();
  }

  /** Op 28: the first commit for an epoch wins. */
  commitWelcome(userId: string, bytes: Buffer): void {
    const added = this.#adding;
    if (added === undefined || this.#seats.get(userId)?.inGroup !== true) return;
    const { commit, welcome } = splitCommitWelcome(bytes);
    this.#adding = undefined;
    this.#epoch += 1n;
    this.#lastTransition += 1;
    const id = Buffer.alloc(2);
    id.writeUInt16BE(this.#lastTransition);
    this.#transition = { id: this.#lastTransition, waitingFor: new Set(this.#seats.keys()) };
    const old = [...this.#seats.values()].filter(({ inGroup }) => inGroup);
    added.inGroup = true;
    // The new one first, so that it knows the key when the others begin to use it.
    added.member.sendBinary(DAVE_OP.welcome, Buffer.concat([id, welcome]));
    for (const { member } of old) member.sendBinary(DAVE_OP.announceCommit, Buffer.concat([id, commit]));
  }

  /** Op 23: when all are ready, all switch. */
  transitionReady(userId: string, transitionId: number): void {
    const transition = this.#transition;
    if (transition?.id !== transitionId) return;
    transition.waitingFor.delete(userId);
    if (transition.waitingFor.size > 0) return;
    this.#transition = undefined;
    for (const { member } of this.#seats.values()) {
      member.sendJson(DAVE_OP.executeTransition, { transition_id: transitionId });
    }
    this.#addNext();
  }

  /** The payload of an op 27 that comes too late: it adds somebody in the epoch before this one. */
  staleProposal(): Buffer {
    const keyPackage = [...this.#seats.values()].find((seat) => seat.keyPackage !== undefined)?.keyPackage;
    if (keyPackage === undefined || this.#epoch === 0n) throw new Error('The group has no past.');
    return this.#proposals(keyPackage, this.#epoch - 1n);
  }

  /** The payload of op 27: 0, since these are proposals to append, not to revoke; and here just one. */
  #proposals(keyPackage: Buffer, epoch: bigint): Buffer {
    const proposal = this.#sender.proposeAdd(this.#channelId, epoch, keyPackage);
    return Buffer.concat([Buffer.from([0]), proposalVector([proposal])]);
  }

  #addNext(): void {
    if (this.#adding !== undefined || this.#transition !== undefined) return;
    const next = [...this.#seats.values()].find(({ inGroup, keyPackage }) => !inGroup && keyPackage !== undefined);
    if (next?.keyPackage === undefined) return;
    this.#adding = next;
    const payload = this.#proposals(next.keyPackage, this.#epoch);
    // Chosen before anything is sent: a member may commit at once, and then the new one is in the group too.
    const voters = [...this.#seats.values()].filter(({ inGroup }) => inGroup);
    for (const { member } of voters) member.sendBinary(DAVE_OP.proposals, payload);
  }
}
