/** How the samples of a WAV file are stored. */
export interface WavFormat {
  readonly kind: 'int' | 'float';
  readonly channels: number;
  /** Frames a second. */
  readonly rate: number;
  /** Bytes of one sample of one channel. */
  readonly bytes: number;
  /** Which loudspeakers the channels are for, a bit each (WAVEFORMATEXTENSIBLE's dwChannelMask); 0 when it is not told. */
  readonly speakers: number;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

const MOST_CHANNELS = 64;
const SLOWEST_RATE = 1000;
const FASTEST_RATE = 192_000;

/**
 * Reads a WAV file's format chunk of at least 16 bytes. Throws an Error with the reason, for a person to read, when we can't play what
 * it describes.
 */
export function readFormat(fmt: DataView): WavFormat {
  const code = fmt.getUint16(0, true);
  const isExtensible = code === EXTENSIBLE;
  if (isExtensible && fmt.byteLength < 40) throw new Error('its head is cut off: the format is incomplete');
  // The first two bytes of an extensible format's GUID are the code that stood here before there was one.
  const encoding = isExtensible ? fmt.getUint16(24, true) : code;
  if (encoding !== PCM && encoding !== FLOAT)
    throw new Error(`its sound is compressed (format ${encoding}) and not supported: save it as PCM`);
  const channels = fmt.getUint16(2, true);
  const rate = fmt.getUint32(4, true);
  const bits = fmt.getUint16(14, true);
  if (channels < 1 || channels > MOST_CHANNELS) throw new Error(`it has ${channels} channels`);
  if (rate < SLOWEST_RATE || rate > FASTEST_RATE)
    throw new Error(`its sample rate of ${rate} Hz is not between ${SLOWEST_RATE} and ${FASTEST_RATE} Hz`);
  const kind = encoding === FLOAT ? 'float' : 'int';
  // Where samples have fewer bits than their place, as 20 in 24, they stand at its upper end.
  const bytes = fmt.getUint16(12, true) / channels || Math.ceil(bits / 8);
  const isKnown = kind === 'float' ? bytes === 4 || bytes === 8 : [1, 2, 3, 4].includes(bytes);
  if (!isKnown || bits > 8 * bytes || bits < 1)
    throw new Error(`its sample format (${bits} bits, ${kind}) is not supported`);
  return { kind, channels, rate, bytes, speakers: isExtensible ? fmt.getUint32(20, true) : 0 };
}

/** Reads one sample, in full scale 1, at a byte of a view. */
export function sampleReader({ kind, bytes }: WavFormat): (view: DataView, at: number) => number {
  if (kind === 'float')
    return bytes === 4 ? (view, at) => view.getFloat32(at, true) : (view, at) => view.getFloat64(at, true);
  if (bytes === 1) return (view, at) => (view.getUint8(at) - 128) / 128;
  if (bytes === 2) return (view, at) => view.getInt16(at, true) / 2 ** 15;
  if (bytes === 3) return (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 2 ** 23;
  return (view, at) => view.getInt32(at, true) / 2 ** 31;
}

const HALF = Math.SQRT1_2;

/** Left and right gain of each loudspeaker, by the bits of dwChannelMask: middle and sides 3 dB down, no subwoofer (ITU-R BS.775). */
const SPEAKERS: readonly (readonly [number, number])[] = [
  [1, 0], // front left
  [0, 1], // front right
  [HALF, HALF], // centre
  [0, 0], // low frequencies
  [HALF, 0], // back left
  [0, HALF], // back right
  [1, HALF], // left of centre
  [HALF, 1], // right of centre
  [HALF, HALF], // back centre
  [HALF, 0], // side left
  [0, HALF], // side right
];

/** What the channels are when a file of so many does not say: 3.0, quadraphonic, 5.0, 5.1, 6.1, 7.1. */
const USUAL_SPEAKERS: Readonly<Record<number, number>> = {
  3: 0x7,
  4: 0x33,
  5: 0x37,
  6: 0x3f,
  7: 0x70f,
  8: 0x63f,
};

/** How loud each channel is left and right when all are mixed down to two. */
export function mixDownGains({ channels, speakers }: WavFormat): readonly (readonly [number, number])[] {
  if (channels === 1) return [[1, 1]];
  if (channels === 2) return SPEAKERS.slice(0, 2);
  const told = speakersOf(speakers);
  const usual = speakersOf(USUAL_SPEAKERS[channels] ?? 0);
  if (told.length === channels) return told;
  if (usual.length === channels) return usual;
  return Array.from({ length: channels }, (_, channel) => (channel % 2 === 0 ? [1, 0] : [0, 1]));
}

function speakersOf(mask: number): readonly (readonly [number, number])[] {
  return SPEAKERS.filter((_, bit) => (mask & (1 << bit)) !== 0);
}
