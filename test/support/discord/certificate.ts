import { createSign, generateKeyPairSync, randomBytes } from 'node:crypto';

/** A private key and its self-signed certificate, both PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Makes a self-signed TLS certificate for 127.0.0.1, good for a day. Node can read X.509 but not write it, and no key
 * should lie in a repository, so the few DER structures of RFC 5280 that are needed are written here.
 */
export function selfSignedCertificate(now: Date): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(objectId(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  const serial = randomBytes(8);
  // The commonName must be unique: OpenSSL looks an issuer up by its name, and several of these may be trusted at once.
  const commonName = tag(0x0c, Buffer.from(`loopback ${serial.toString('hex')}`));
  const name = sequence(tag(0x31, sequence(objectId(0x55, 0x04, 0x03), commonName)));
  const day = 24 * 3600 * 1000;
  const validity = sequence(time(new Date(now.getTime() - day)), time(new Date(now.getTime() + day)));
  // subjectAltName with one iPAddress: Node compares it with the address it connects to.
  const subjectAltName = sequence(
    objectId(0x55, 0x1d, 0x11),
    tag(0x04, sequence(tag(0x87, Buffer.from([127, 0, 0, 1])))),
  );
  const content = sequence(
    tag(0xa0, integer(Buffer.from([2]))), // version 3
    integer(Buffer.concat([Buffer.from([1]), serial])), // positive
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tag(0xa3, sequence(subjectAltName)),
  );
  const signature = createSign('sha256').update(content).sign(privateKey);
  const certificate = sequence(content, ecdsaWithSha256, tag(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: pem(certificate) };
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** A DER value: tag, length, content. */
function tag(number: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([number, ...size]), content]);
}

function sequence(...items: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(items));
}

function objectId(...bytes: readonly number[]): Buffer {
  return tag(0x06, Buffer.from(bytes));
}

function integer(bytes: Buffer): Buffer {
  return tag(0x02, bytes);
}

/** A GeneralizedTime, such as 20260102030405Z. */
function time(date: Date): Buffer {
  return tag(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
}
