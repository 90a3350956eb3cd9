import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodePages, demuxOggOpus, encodeOpus, muxOggOpus, oggCrc, OggOpusMuxer } from '../../src/radio/index.ts';
import { tone, tonePackets } from '../support/packets.ts';
import { tempFolder } from '../support/temp-folder.ts';

const anyPacket = fc.uint8Array({ minLength: 1, maxLength: 1275 });
const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });

function plain(packets: readonly Uint8Array[]): readonly (readonly number[])[] {
  return packets.map((packet) => [...packet]);
}

describe('Ogg Opus', () => {
  test('what was muxed comes back, whatever the packets, the page size and the length', () => {
    fc.assert(
      fc.property(
        fc.array(anyPacket, { minLength: 1, maxLength: 100 }),
        uint32,
        fc.integer({ min: 1, max: 42 }),
        fc.integer({ min: 0, max: 959 }),
        (packets, serial, packetsPerPage, padding) => {
          const samples = Math.max(0, packets.length * 960 - 312 - padding);
          const comments = { TITLE: 'Tea = träumen', GENRE: 'lofi' };
          const stream = demuxOggOpus(muxOggOpus(packets, { serial, packetsPerPage, comments, samples }));
          expect(plain(stream.packets)).toEqual(plain(packets));
          expect(stream).toMatchObject({ serial, comments, preSkip: 312 });
          // A single packet may be shorter than what is skipped before the sound.
          if (packets.length > 1) expect(stream.samples).toBe(samples);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('the same input gives the same bytes, and another serial number others', () => {
    const packets = tonePackets(60);
    const file = muxOggOpus(packets, { serial: 1 });
    expect(muxOggOpus(packets, { serial: 1 })).toEqual(file);
    expect(muxOggOpus(packets, { serial: 2 })).not.toEqual(file);
  });

  test('the checksum of a page is that of the format', () => {
    // Of a single byte 1 it is the polynomial itself; the other players' tests below hold it to whole pages.
    expect(oggCrc(Uint8Array.of(1))).toBe(0x04c11db7);
    expect(oggCrc(Uint8Array.of(0))).toBe(0);
  });

  test('any changed byte is noticed', () => {
    const file = muxOggOpus(tonePackets(20), { serial: 3, comments: { TITLE: 'x' } });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = file.slice();
        damaged[at] = (damaged[at] ?? 0) ^ change;
        expect(() => demuxOggOpus(damaged)).toThrow(/Ogg/);
      }),
      { numRuns: 300 },
    );
  });

  test('a file that is cut off anywhere is noticed, and a live stream may be cut between pages', () => {
    const file = muxOggOpus(tonePackets(30), { serial: 3, packetsPerPage: 5 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: file.length - 1 }), (length) => {
        expect(() => demuxOggOpus(file.subarray(0, length))).toThrow(/cut off|missing/);
      }),
    );
    const muxer = new OggOpusMuxer({ serial: 1, packetsPerPage: 2 });
    const pieces = [muxer.header(), ...tonePackets(5).flatMap((packet) => muxer.push(packet) ?? [])];
    expect(demuxOggOpus(Buffer.concat(pieces), { openEnded: true }).packets).toHaveLength(4);
  });

  test('says what is wrong with what is no Ogg Opus', () => {
    const file = muxOggOpus(tonePackets(30), { serial: 3, packetsPerPage: 5 });
    const pages = [...decodePages(file)];
    expect(() => demuxOggOpus(Buffer.from('RIFF....WAVEfmt this is a wave file, really'))).toThrow('not an Ogg file');
    expect(() => demuxOggOpus(new Uint8Array())).toThrow('headers are missing');
    expect(() => demuxOggOpus(Buffer.concat([file, file]))).toThrow('after the end');
    const sizes = pages.map(
      (page) => 27 + page.packets.reduce((sum, each) => sum + each.length + Math.floor(each.length / 255) + 1, 0),
    );
    const thirdStarts = sizes.slice(0, 3).reduce((sum, size) => sum + size, 0);
    const withoutThird = Buffer.concat([file.subarray(0, thirdStarts), file.subarray(thirdStarts + (sizes[3] ?? 0))]);
    expect(() => demuxOggOpus(withoutThird)).toThrow('Ogg page 3 is missing: 4 came instead');
  });

  test('refuses packets that can be no 20 ms Opus', () => {
    const muxer = new OggOpusMuxer({ serial: 1 });
    expect(() => muxer.push(new Uint8Array(1276))).toThrow('1275');
    expect(() => muxer.push(new Uint8Array())).toThrow('0');
    expect(() => new OggOpusMuxer({ serial: 1, packetsPerPage: 43 })).toThrow('42');
  });

  test('the player of another project plays exactly what was encoded', ({ skip }) => {
    if (spawnSync('ffmpeg', ['-version']).error !== undefined) skip('ffmpeg is not installed');
    const audio = tone(50_000);
    const path = join(tempFolder(), 'song.ogg');
    writeFileSync(path, muxOggOpus(encodeOpus(audio), { serial: 9, comments: { TITLE: 'A tone' }, samples: 50_000 }));
    const decoded = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-f', 'f32le', '-ac', '2', '-'], {
      maxBuffer: 2 ** 24,
    });
    expect(decoded.stderr.toString()).toBe('');
    expect(decoded.stdout.length / 8).toBe(50_000);
  });

  test('opusinfo finds nothing to complain about', ({ skip }) => {
    if (spawnSync('opusinfo', ['--version']).error !== undefined) skip('opusinfo is not installed');
    const path = join(tempFolder(), 'song.ogg');
    writeFileSync(path, muxOggOpus(tonePackets(100), { serial: 9, comments: { TITLE: 'A tone' }, samples: 95_000 }));
    const report = spawnSync('opusinfo', [path], { encoding: 'utf8' });
    expect(report.stdout).toContain('TITLE=A tone');
    expect(report.stdout + report.stderr).not.toMatch(/warning|error|hole|missing|negative/i);
    expect(report.status).toBe(0);
  });
});
