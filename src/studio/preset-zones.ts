/** A stroke of a key: what decides which samples of a preset sound. Velocities from 1 to 127. */
export interface KeyStroke {
  readonly pitch: number;
  readonly velocity: number;
}

/** The records of a SoundFont file by chunk (`pbag`, `igen`, ...): where presets, instruments and samples are told. */
export type PresetRecords = ReadonlyMap<string, DataView>;

// SoundFont 2.04: sizes of records, where a preset's and an instrument's hold their first bag, and the generators that choose a sample.
const PRESET = { bytes: 38, bagAt: 24 };
const INSTRUMENT = { bytes: 22, bagAt: 20 };
const BAG_BYTES = 4;
const GENERATOR_BYTES = 4;
const KEY_RANGE = 43;
const VELOCITY_RANGE = 44;
const TO_INSTRUMENT = 41;
const TO_SAMPLE = 53;

/** Keys and velocities that a zone answers to, and the instrument or the sample that it leads to. */
interface Zone {
  readonly lowKey: number;
  readonly highKey: number;
  readonly softest: number;
  readonly hardest: number;
  readonly target: number;
}

/**
 * Numbers of the samples that some strokes sound in a file's presets. Rather too many than too few: what a global zone rules out counts as
 * sounding. Throws a RangeError when the records are broken.
 */
export function soundingSamples(records: PresetRecords, strokes: readonly KeyStroke[]): ReadonlySet<number> {
  const kinds = [...new Map(strokes.map((stroke) => [stroke.pitch * 128 + stroke.velocity, stroke])).values()];
  const sounding = new Set<number>();
  const instruments = zonesOf(records, 'inst', INSTRUMENT, ['ibag', 'igen'], TO_SAMPLE);
  for (const preset of zonesOf(records, 'phdr', PRESET, ['pbag', 'pgen'], TO_INSTRUMENT).flat()) {
    const reaching = kinds.filter((stroke) => answers(preset, stroke));
    for (const zone of instruments[preset.target] ?? []) {
      if (reaching.some((stroke) => answers(zone, stroke))) sounding.add(zone.target);
    }
  }
  return sounding;
}

function answers({ lowKey, highKey, softest, hardest }: Zone, { pitch, velocity }: KeyStroke): boolean {
  return pitch >= lowKey && pitch <= highKey && velocity >= softest && velocity <= hardest;
}

/** The zones of each preset or instrument that lead somewhere; the last record of a chunk only ends the one before it. */
function zonesOf(
  records: PresetRecords,
  heads: string,
  { bytes, bagAt }: typeof PRESET,
  [bags, generators]: readonly [string, string],
  leading: number,
): readonly (readonly Zone[])[] {
  const head = chunk(records, heads);
  const bag = chunk(records, bags);
  const generator = chunk(records, generators);
  const firstBag = (index: number): number => head.getUint16(index * bytes + bagAt, true);
  const firstGenerator = (index: number): number => bag.getUint16(index * BAG_BYTES, true);
  return Array.from({ length: Math.floor(head.byteLength / bytes) - 1 }, (_, index) => {
    const zones: Zone[] = [];
    for (let at = firstBag(index); at < firstBag(index + 1); at += 1) {
      const zone = readZone(generator, firstGenerator(at), firstGenerator(at + 1), leading);
      if (zone !== undefined) zones.push(zone);
    }
    return zones;
  });
}

function readZone(generator: DataView, first: number, end: number, leading: number): Zone | undefined {
  let [lowKey, highKey, softest, hardest] = [0, 127, 0, 127];
  let target: number | undefined;
  for (let at = first * GENERATOR_BYTES; at < end * GENERATOR_BYTES; at += GENERATOR_BYTES) {
    const [low, high] = [generator.getUint8(at + 2), generator.getUint8(at + 3)];
    switch (generator.getUint16(at, true)) {
      case KEY_RANGE:
        [lowKey, highKey] = [low, high];
        break;
      case VELOCITY_RANGE:
        [softest, hardest] = [low, high];
        break;
      case leading:
        target = low + 256 * high;
    }
  }
  return target === undefined ? undefined : { lowKey, highKey, softest, hardest, target };
}

function chunk(records: PresetRecords, name: string): DataView {
  const found = records.get(name);
  if (found === undefined) throw new RangeError(`the chunk ${name} is missing`);
  return found;
}
