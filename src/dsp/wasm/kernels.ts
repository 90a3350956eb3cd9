import { PEAK_REACH, peakWeights } from '../peak-weights.ts';
import { writeModule } from './assembler.ts';
import { FILTERS_AT_ONCE, filterRoutine } from './filter-routines.ts';
import { addRoutine, rideRoutine, saturateRoutine, scaleRoutine, sendRoutine, widthRoutine } from './level-routines.ts';
import { energyRoutine, peakRoutine } from './meter-routines.ts';
import { MEMORY_BYTES } from './places.ts';
import { allPassRoutine, combRoutine } from './room-routines.ts';
import { tapeRoutine } from './tape-routine.ts';
import { driveRoutine, fadeRoutine, stateVariableRoutine, waveRoutine } from './voice-routines.ts';

/** Memory of the routines, in pages of 64 KB. It never grows: views of it stay good. */
const PAGES = Math.ceil(MEMORY_BYTES / 65_536);

/** What is used of the interface to WebAssembly: TypeScript has its types for browsers only. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

/** Where both channels begin, where the left one ends, and where its numbers lie. */
type Filter = (left: number, right: number, end: number, coefficients: number, states: number) => void;

/** The hot loops of dsp in WebAssembly: each works on addresses of the memory. */
export interface Kernels {
  readonly floats: Float32Array<ArrayBuffer>;
  readonly doubles: Float64Array<ArrayBuffer>;
  /** By the number of filters, from 1. */
  readonly filters: readonly Filter[];
  readonly scale: (left: number, right: number, end: number, leftGain: number, rightGain: number) => void;
  readonly ride: (left: number, right: number, gains: number, end: number) => void;
  readonly add: (sumLeft: number, sumRight: number, left: number, right: number, end: number, gain: number) => void;
  readonly send: (sum: number, left: number, right: number, end: number, gain: number) => void;
  readonly width: (left: number, right: number, end: number, halfWidth: number) => void;
  readonly saturate: (samples: number, end: number, drive: number, undrive: number, last: number) => void;
  readonly combs: (...numbers: readonly number[]) => void;
  readonly allPass: (samples: number, end: number, line: number, length: number) => void;
  readonly tape: (
    left: number,
    right: number,
    end: number,
    sourceLeft: number,
    sourceRight: number,
    place: number,
    speed: number,
  ) => void;
  readonly wave: (
    period: number,
    left: number,
    right: number,
    end: number,
    phase: number,
    step: number,
    leftGain: number,
    rightGain: number,
  ) => void;
  readonly stateVariable1: Filter;
  readonly stateVariable2: Filter;
  readonly drive: (samples: number, end: number, amount: number, rest: number) => void;
  readonly fade: (
    sumLeft: number,
    sumRight: number,
    left: number,
    right: number,
    end: number,
    gain: number,
    slope: number,
  ) => void;
  readonly energy: (
    left: number,
    right: number,
    end: number,
    coefficients: number,
    states: number,
    sum: number,
  ) => void;
  readonly peaks: (
    left: number,
    right: number,
    end: number,
    magnitudes: number,
    threshold: number,
    highest: number,
  ) => void;
}

let made: Kernels | undefined;

/** The thread's kernels; they are assembled when they are first needed. */
export function kernels(): Kernels {
  made ??= assemble();
  return made;
}

function assemble(): Kernels {
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  const counts = Array.from({ length: FILTERS_AT_ONCE }, (_, index) => index + 1);
  const module = writeModule(PAGES, {
    ...Object.fromEntries(counts.map((count) => [`filter${count}`, filterRoutine(count)])),
    scale: scaleRoutine(),
    ride: rideRoutine(),
    add: addRoutine(),
    send: sendRoutine(),
    width: widthRoutine(),
    saturate: saturateRoutine(),
    combs: combRoutine(),
    allPass: allPassRoutine(),
    tape: tapeRoutine(),
    wave: waveRoutine(),
    stateVariable1: stateVariableRoutine(1),
    stateVariable2: stateVariableRoutine(2),
    drive: driveRoutine(),
    fade: fadeRoutine(),
    energy: energyRoutine(),
    peaks: peakRoutine(peakWeights(), PEAK_REACH),
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module), { env: { memory } });
  const { buffer } = memory;
  return {
    ...(exports as unknown as Omit<Kernels, 'filters' | 'floats' | 'doubles'>),
    floats: new Float32Array(buffer),
    doubles: new Float64Array(buffer),
    filters: counts.map((count) => exports[`filter${count}`] as Filter),
  };
}
