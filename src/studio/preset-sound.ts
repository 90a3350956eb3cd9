import { GUARD_FRAMES, SAMPLE, chunksOf, textAt, writeHead } from './preset-chunks.ts';

/**
 * Puts the sound of samples, 16-bit PCM in the order of their records, into an SF2 file whose samples are all empty. Returns the file's
 * bytes in pieces; the sound is not copied.
 */
export function withSound(file: Uint8Array, sounds: readonly Uint8Array[]): readonly Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [sound, records] = [listAt(view, 'sdta'), listAt(view, 'pdta')];
  const samples = chunksOf(new DataView(file.buffer, file.byteOffset + records.from, records.length)).get('shdr')!;
  let frames = 0;
  for (const [index, { length }] of sounds.entries()) {
    const [first, end, ...loop] = SAMPLE.placesAt.map((at) => index * SAMPLE.bytes + at);
    const moved = frames - samples.getUint32(first!, true);
    samples.setUint32(first!, frames, true);
    samples.setUint32(end!, frames + length / 2, true);
    for (const place of loop) samples.setUint32(place, samples.getUint32(place, true) + moved, true);
    frames += length / 2 + GUARD_FRAMES;
  }
  const head = new Uint8Array(20);
  writeHead(new DataView(head.buffer), 0, 'LIST', 12 + 2 * frames, 'sdta');
  writeHead(new DataView(head.buffer), 12, 'smpl', 2 * frames);
  writeHead(view, 0, 'RIFF', sound.from + head.length + 2 * frames + records.length - 8, 'sfbk');
  const guard = new Uint8Array(2 * GUARD_FRAMES);
  return [
    file.subarray(0, sound.from),
    head,
    ...sounds.flatMap((pcm) => [pcm, guard]),
    file.subarray(records.from, records.from + records.length),
  ];
}

/** Where a list of a kind lies in a file, with its head. */
function listAt(view: DataView, kind: string): { readonly from: number; readonly length: number } {
  for (let at = 12; at + 12 <= view.byteLength;) {
    const length = 8 + view.getUint32(at + 4, true);
    if (textAt(view, at + 8) === kind) return { from: at, length };
    at += length + (length % 2);
  }
  throw new RangeError(`the list ${kind} is missing`);
}
