import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hChaCha20, sealXChaCha20Poly1305 } from '../../src/discord/xchacha.ts';
import { openXChaCha20Poly1305 } from '../support/discord/xchacha.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ''), 'hex');

test("HChaCha20 gives the draft's subkey (draft-irtf-cfrg-xchacha-03, 2.2.1)", () => {
  const key = hex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f');
  const subkey = hChaCha20(key, hex('000000090000004a0000000031415927'));
  expect(Buffer.from(subkey).toString('hex')).toBe('82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc');
});

test("seals the draft's example (A.3.1)", () => {
  const plain = Buffer.from(
    "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
  );
  const [sealed, tag] = sealXChaCha20Poly1305(
    plain,
    hex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'),
    hex('404142434445464748494a4b4c4d4e4f5051525354555657'),
    hex('50515253c0c1c2c3c4c5c6c7'),
  );
  expect(sealed.subarray(0, 16).toString('hex')).toBe('bd6d179d3e83d43b9576579493c0e939');
  expect(tag.toString('hex')).toBe('c0875924c1c7987947deafd8780acf49');
});

test('what is sealed is opened by another implementation, and not when it was touched', () => {
  const [key, nonce, header, plain] = [randomBytes(32), randomBytes(24), randomBytes(12), randomBytes(160)];
  const sealed = Buffer.concat(sealXChaCha20Poly1305(plain, key, nonce, header));
  expect(openXChaCha20Poly1305(sealed, key, nonce, header).equals(plain)).toBe(true);
  sealed.writeUInt8(sealed.readUInt8(3) ^ 1, 3);
  expect(() => openXChaCha20Poly1305(sealed, key, nonce, header)).toThrow();
});
