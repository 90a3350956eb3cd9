import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/**
 * The little of MLS (RFC 9420) that Discord's voice server does in DAVE: it is an "external sender" who proposes members,
 * and it tells a commit from the welcome behind it. All numbers are big-endian.
 */

/** ProtocolVersion mls10. */
const MLS_10 = uint16(1);
/** WireFormat mls_public_message. */
const PUBLIC_MESSAGE = uint16(1);
const SENDER_MEMBER = 1;
const SENDER_EXTERNAL = 2;
const CONTENT_PROPOSAL = 2;
const PROPOSAL_ADD = uint16(1);
const PROPOSAL_REMOVE = uint16(3);
const CREDENTIAL_BASIC = uint16(1);
const LEAF_FROM_KEY_PACKAGE = 1;
const LEAF_FROM_COMMIT = 3;

/** The voice server as a signer of proposals (ECDSA P-256, as DAVE's ciphersuite 2 asks). */
export class ExternalSender {
  readonly #key: KeyObject;
  /** An ExternalSender structure, as members get it by op 25. */
  readonly serialized: Buffer;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#key = privateKey;
    // The uncompressed point is the end of an SPKI structure: 04, x, y.
    const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
    this.serialized = Buffer.concat([vector(point), CREDENTIAL_BASIC, vector(Buffer.from('loopback voice server'))]);
  }

  /** A signed PublicMessage that proposes to add the owner of a key package to the group of a channel. */
  proposeAdd(channelId: string, epoch: bigint, keyPackage: Buffer): Buffer {
    return this.#propose(channelId, epoch, Buffer.concat([PROPOSAL_ADD, keyPackage]));
  }

  /** A signed PublicMessage that proposes to remove the member at a leaf of the group's tree. */
  proposeRemove(channelId: string, epoch: bigint, leaf: number): Buffer {
    return this.#propose(channelId, epoch, Buffer.concat([PROPOSAL_REMOVE, uint32(leaf)]));
  }

  #propose(channelId: string, epoch: bigint, proposal: Buffer): Buffer {
    const content = Buffer.concat([
      vector(uint64(BigInt(channelId))), // the group's id
      uint64(epoch),
      Buffer.from([SENDER_EXTERNAL]),
      uint32(0), // the first and only external sender
      vector(Buffer.alloc(0)), // authenticated data
      Buffer.from([CONTENT_PROPOSAL]),
      proposal,
    ]);
    const toBeSigned = Buffer.concat([MLS_10, PUBLIC_MESSAGE, content]);
    const labelled = Buffer.concat([vector(Buffer.from('MLS 1.0 FramedContentTBS')), vector(toBeSigned)]);
    return Buffer.concat([MLS_10, PUBLIC_MESSAGE, content, vector(sign('sha256', labelled, this.#key))]);
  }
}

/** The proposals as op 27 carries them: a vector of messages. */
export function proposalVector(proposals: readonly Buffer[]): Buffer {
  return vector(Buffer.concat(proposals));
}

/** Op 28 carries a commit and, right behind it, a welcome when somebody was added: gives both apart, and the epoch that the commit ends. */
export function splitCommitWelcome(bytes: Buffer): {
  readonly epoch: bigint;
  readonly commit: Buffer;
  readonly welcome: Buffer;
} {
  const reader = new Reader(bytes);
  reader.skip(4); // version, wire format
  reader.vector(); // group id
  const epoch = bytes.readBigUInt64BE(reader.offset);
  reader.skip(8);
  if (reader.byte() === SENDER_MEMBER) reader.skip(4); // leaf index
  reader.vector(); // authenticated data
  reader.skip(1); // content type: commit
  reader.vector(); // proposals
  if (reader.byte() === 1) skipUpdatePath(reader);
  reader.vector(); // signature
  reader.vector(); // confirmation tag
  reader.vector(); // membership tag
  return { epoch, commit: bytes.subarray(0, reader.offset), welcome: bytes.subarray(reader.offset) };
}

function skipUpdatePath(reader: Reader): void {
  reader.vector(); // encryption key
  reader.vector(); // signature key
  reader.skip(2); // credential type: basic
  reader.vector(); // identity
  for (let list = 0; list < 5; list++) reader.vector(); // capabilities: versions, suites, extensions, proposals, credentials
  const source = reader.byte();
  if (source === LEAF_FROM_KEY_PACKAGE) reader.skip(16); // lifetime
  if (source === LEAF_FROM_COMMIT) reader.vector(); // parent hash
  reader.vector(); // extensions
  reader.vector(); // signature
  reader.vector(); // path nodes
}

class Reader {
  readonly #bytes: Buffer;
  offset = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.offset++);
  }

  skip(count: number): void {
    this.offset += count;
  }

  /** Skips a vector: its length is a QUIC variable-length integer, whose first two bits tell its own size. */
  vector(): void {
    const size = 1 << (this.#bytes.readUInt8(this.offset) >> 6);
    const length = this.#bytes.readUIntBE(this.offset, size) & (2 ** (8 * size - 2) - 1);
    this.offset += size + length;
  }
}

function vector(content: Buffer): Buffer {
  const { length } = content;
  if (length < 2 ** 6) return Buffer.concat([Buffer.from([length]), content]);
  if (length < 2 ** 14) return Buffer.concat([uint16(length | 0x4000), content]);
  return Buffer.concat([uint32(length + 0x8000_0000), content]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
