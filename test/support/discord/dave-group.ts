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
  invalidCommitWelcome: 31,
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
  /** Undefined once it was used: a key package adds somebody once. */
  keyPackage: Buffer | undefined;
  /** Whether it is in the MLS group, not just in the channel. */
  inGroup: boolean;
}

/** What the members are asked to commit now. */
type Change = { readonly kind: 'add'; readonly seat: Seat } | { readonly kind: 'remove'; readonly leaf: number };

/**
 * The server's side of end-to-end encryption in one voice channel. The first member makes a group of its own. From then on
 * the server proposes one change after the other (somebody came: Add; somebody went: Remove), takes the first commit that
 * comes, hands it to those in the group and the welcome to a new one, and has everybody switch when all are ready. When
 * nobody of the group is left, those who wait begin a new one.
 */
export class DaveGroup {
  readonly #channelId: string;
  readonly #sender = new ExternalSender();
  readonly #seats = new Map<string, Seat>();
  /** The leaves of MLS's tree, left to right; somebody new takes the first empty one (RFC 9420, 7.7). */
  readonly #leaves: (Seat | undefined)[] = [];
  #epoch = 0n;
  #change: Change | undefined;
  #transition: { readonly id: number; readonly waitingFor: Set<string> } | undefined;
  #lastTransition = 0;

  constructor(channelId: string) {
    this.#channelId = channelId;
  }

  /** Ids of all who are in the channel, whether in the MLS group yet or not. */
  get userIds(): readonly string[] {
    return [...this.#seats.keys()];
  }

  join(member: DaveMember): void {
    if (this.#seats.has(member.userId)) this.leave(member.userId);
    const seat = { member: afterwards(member), keyPackage: undefined, inGroup: false };
    this.#seats.set(member.userId, seat);
    seat.member.sendBinary(DAVE_OP.externalSender, this.#sender.serialized);
  }

  leave(userId: string): void {
    const seat = this.#seats.get(userId);
    if (seat === undefined) return;
    this.#seats.delete(userId);
    seat.inGroup = false;
    if (this.#transition !== undefined) this.transitionReady(userId, this.#transition.id);
    if ([...this.#seats.values()].some(({ inGroup }) => inGroup)) this.#next();
    else this.#beginAnew();
  }

  /** Op 26: a member can be added now. */
  keyPackage(userId: string, keyPackage: Buffer): void {
    const seat = this.#seats.get(userId);
    if (seat === undefined) return;
    seat.keyPackage = keyPackage;
    if (this.#leaves.every((leaf) => leaf === undefined)) this.#place(seat);
    else this.#next();
  }

  /** Op 28: the first commit for an epoch wins. */
  commitWelcome(userId: string, bytes: Buffer): void {
    const change = this.#change;
    if (change === undefined || this.#seats.get(userId)?.inGroup !== true) return;
    const { epoch, commit, welcome } = splitCommitWelcome(bytes);
    if (epoch !== this.#epoch) return;
    this.#change = undefined;
    this.#epoch += 1n;
    this.#lastTransition = (this.#lastTransition % 0xffff) + 1;
    const id = Buffer.alloc(2);
    id.writeUInt16BE(this.#lastTransition);
    const old = [...this.#seats.values()].filter(({ inGroup }) => inGroup);
    if (change.kind === 'add') this.#place(change.seat);
    else this.#leaves[change.leaf] = undefined;
    const all = [...this.#seats.values()].filter(({ inGroup }) => inGroup);
    this.#transition = { id: this.#lastTransition, waitingFor: new Set(all.map(({ member }) => member.userId)) };
    // The new one first, so that it knows the key when the others begin to use it.
    if (change.kind === 'add') change.seat.member.sendBinary(DAVE_OP.welcome, Buffer.concat([id, welcome]));
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
    this.#next();
  }

  /** Op 31: a member could not follow; it is taken out, and added again by its new key package. */
  invalid(userId: string): void {
    const seat = this.#seats.get(userId);
    if (seat === undefined) return;
    seat.inGroup = false;
    seat.keyPackage = undefined;
    const leaf = this.#leaves.indexOf(seat);
    if (leaf >= 0) this.#leaves[leaf] = { ...seat };
    if (this.#transition !== undefined) this.transitionReady(userId, this.#transition.id);
    if ([...this.#seats.values()].some(({ inGroup }) => inGroup)) this.#next();
    else this.#beginAnew();
  }

  /** Whether anything changed since the group began, so that there is something to come too late. */
  get hasPast(): boolean {
    return this.#epoch > 0n;
  }

  /** The payload of an op 27 that comes too late: it removes somebody in the epoch before this one. */
  staleProposal(): Buffer {
    if (!this.hasPast) throw new Error('The group has no past.');
    return this.#payload(this.#sender.proposeRemove(this.#channelId, this.#epoch - 1n, 0));
  }

  /** Those who are here begin a new group of epoch 1. */
  #beginAnew(): void {
    this.#epoch = 0n;
    this.#leaves.length = 0;
    this.#change = undefined;
    this.#transition = undefined;
    for (const seat of this.#seats.values()) {
      seat.inGroup = false;
      seat.keyPackage = undefined;
      seat.member.sendJson(DAVE_OP.prepareEpoch, { epoch: 1, protocol_version: DAVE_VERSION, transition_id: 0 });
      seat.member.sendBinary(DAVE_OP.externalSender, this.#sender.serialized);
    }
  }

  #place(seat: Seat): void {
    const empty = this.#leaves.indexOf(undefined);
    this.#leaves[empty < 0 ? this.#leaves.length : empty] = seat;
    seat.keyPackage = undefined;
    seat.inGroup = this.#seats.get(seat.member.userId) === seat;
  }

  /** Proposes what has to change next, those who went before those who came; nothing while a change is under way. */
  #next(): void {
    if (this.#transition !== undefined || this.#change !== undefined) return;
    const gone = this.#leaves.findIndex((leaf) => leaf !== undefined && !leaf.inGroup);
    const come = [...this.#seats.values()].find(({ inGroup, keyPackage }) => !inGroup && keyPackage !== undefined);
    if (gone >= 0) {
      this.#propose({ kind: 'remove', leaf: gone }, this.#sender.proposeRemove(this.#channelId, this.#epoch, gone));
    } else if (come?.keyPackage !== undefined) {
      const proposal = this.#sender.proposeAdd(this.#channelId, this.#epoch, come.keyPackage);
      this.#propose({ kind: 'add', seat: come }, proposal);
    }
  }

  #propose(change: Change, proposal: Buffer): void {
    this.#change = change;
    // Chosen before anything is sent: a member may commit at once, and then the new one is in the group too.
    const voters = [...this.#seats.values()].filter(({ inGroup }) => inGroup);
    const payload = this.#payload(proposal);
    for (const { member } of voters) member.sendBinary(DAVE_OP.proposals, payload);
  }

  /** The payload of op 27: 0, since these are proposals to append, not to revoke; and here just one. */
  #payload(proposal: Buffer): Buffer {
    return Buffer.concat([Buffer.from([0]), proposalVector([proposal])]);
  }
}

/** A member in this process would answer before the others were told: nobody is told anything before all of it is decided. */
function afterwards(member: DaveMember): DaveMember {
  return {
    userId: member.userId,
    sendBinary: (op, payload) => void setImmediate(() => member.sendBinary(op, payload)),
    sendJson: (op, data) => void setImmediate(() => member.sendJson(op, data)),
  };
}
