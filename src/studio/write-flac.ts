import { SAMPLE_RATE, type Stereo } from '../dsp/index.ts';
import { StudioError } from './studio-error.ts';
import { toInt24 } from './write-wav.ts';

/** libFLAC's own choice between speed and size, 0 to 8. */
const COMPRESSION = 5;

/** Frames handed over at a time. */
const CHUNK = 4096;

/**
 * Audio as a FLAC file: stereo at 48 kHz, 24 bits, without loss but for what is beyond full scale. The same audio gives the same bytes.
 * Takes about 6 % of the audio's length. Throws a StudioError when the encoder fails.
 */
export async function writeFlac({ left, right }: Stereo): Promise<Uint8Array> {
  // 1 MB of code that only this needs. Of the package's builds this one works in Node: the wasm ones fetch their code by URL.
  const { default: flac } = await import('libflacjs/dist/libflac.js');
  const encoder = flac.create_libflac_encoder(SAMPLE_RATE, 2, 24, COMPRESSION, left.length, false);
  if (encoder === 0) throw new StudioError('the FLAC encoder did not start');
  try {
    const pieces: Uint8Array[] = [];
    let streamInfo: StreamInfo | undefined;
    const status = flac.init_encoder_stream(
      encoder,
      (bytes) => void pieces.push(bytes.slice()),
      (info) => {
        streamInfo = info;
      },
    );
    if (status !== 0) throw new StudioError(`the FLAC encoder did not start (${status})`);
    for (let from = 0; from < left.length; from += CHUNK) {
      const frames = Math.min(CHUNK, left.length - from);
      const samples = new Int32Array(2 * frames);
      for (let frame = 0; frame < frames; frame += 1) {
        samples[2 * frame] = toInt24(left[from + frame]!);
        samples[2 * frame + 1] = toInt24(right[from + frame]!);
      }
      if (!flac.FLAC__stream_encoder_process_interleaved(encoder, samples, frames)) {
        throw new StudioError('the FLAC encoder failed');
      }
    }
    if (!flac.FLAC__stream_encoder_finish(encoder) || streamInfo === undefined) {
      throw new StudioError('the FLAC encoder failed at the end');
    }
    const file = new Uint8Array(Buffer.concat(pieces));
    complete(file, streamInfo);
    return file;
  } finally {
    flac.FLAC__stream_encoder_delete(encoder);
  }
}

/** What is known of a stream only at its end. */
interface StreamInfo {
  readonly min_framesize: number;
  readonly max_framesize: number;
  readonly md5sum: string;
}

/** Writes what was not known at the beginning into the first block (RFC 9639, section 8.2): frame sizes, and the checksum of the sound. */
function complete(file: Uint8Array, { min_framesize: min, max_framesize: max, md5sum }: StreamInfo): void {
  const block = 8;
  file.set([min >> 16, min >> 8, min, max >> 16, max >> 8, max], block + 4);
  file.set(Buffer.from(md5sum, 'hex'), block + 18);
}
