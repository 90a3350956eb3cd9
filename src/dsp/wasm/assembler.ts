/** Values of WebAssembly; a `v128` holds four floats or two doubles that are worked on at once. */
export type ValueType = 'i32' | 'f32' | 'f64' | 'v128';

/** Bytes of instructions. As a value: those that leave it on the stack. */
export type Code = readonly number[];

const TYPE_CODES: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, f64: 0x7c, v128: 0x7b };

// Numbers of the WebAssembly Core Specification 2.0, chapter 5 (binary format).
const SECTION = { types: 1, imports: 2, functions: 3, exports: 7, code: 10 } as const;
const HEADER: Code = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const FUNCTION_TYPE = 0x60;
const NO_RESULT = 0x40;
const END = 0x0b;

/** A whole number in LEB128. */
export function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const rest = value >> 7;
  const low = value & 0x7f;
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}

function listed(items: readonly Code[]): Code {
  return [...unsigned(items.length), ...items.flat()];
}

function sized(bytes: Code): Code {
  return [...unsigned(bytes.length), ...bytes];
}

function text(name: string): Code {
  return sized([...new TextEncoder().encode(name)]);
}

/** A parameter or a variable of a routine. */
export interface Local {
  readonly type: ValueType;
  readonly get: Code;
  set(value: Code): Code;
}

/** A function without a result being written: it works on memory. */
export class Routine {
  readonly #parameters: ValueType[] = [];
  readonly #locals: ValueType[] = [];
  readonly #body: number[] = [];

  #next(type: ValueType): Local {
    const index = unsigned(this.#parameters.length + this.#locals.length);
    return { type, get: [0x20, ...index], set: (value) => [...value, 0x21, ...index] };
  }

  /** Parameters come before all variables, in the order in which the routine is called with them. */
  parameter(type: ValueType): Local {
    const local = this.#next(type);
    this.#parameters.push(type);
    return local;
  }

  /** A variable, 0 at first. */
  local(type: ValueType): Local {
    const local = this.#next(type);
    this.#locals.push(type);
    return local;
  }

  /** Adds instructions. */
  run(...code: readonly Code[]): void {
    for (const part of code) this.#body.push(...part);
  }

  /** The function's type and code, as a module holds them. */
  get bytes(): { readonly type: Code; readonly code: Code } {
    const locals = listed(this.#locals.map((type) => [1, TYPE_CODES[type]]));
    return {
      type: [FUNCTION_TYPE, ...listed(this.#parameters.map((type) => [TYPE_CODES[type]])), 0],
      code: sized([...locals, ...this.#body, END]),
    };
  }
}

/** A module of routines that work on an imported memory `env.memory` of so many pages of 64 KB. */
export function writeModule(pages: number, routines: Readonly<Record<string, Routine>>): Uint8Array<ArrayBuffer> {
  const functions = Object.values(routines).map(({ bytes }) => bytes);
  const section = (id: number, content: Code): Code => [id, ...sized(content)];
  return Uint8Array.from([
    ...HEADER,
    ...section(SECTION.types, listed(functions.map(({ type }) => type))),
    ...section(SECTION.imports, listed([[...text('env'), ...text('memory'), 2, 0, ...unsigned(pages)]])),
    ...section(SECTION.functions, listed(functions.map((_, index) => unsigned(index)))),
    ...section(
      SECTION.exports,
      listed(Object.keys(routines).map((name, index) => [...text(name), 0, ...unsigned(index)])),
    ),
    ...section(SECTION.code, listed(functions.map(({ code }) => code))),
  ]);
}

/** The code again and again, while a pointer that goes up by a step lies below an end; not once when it lies there already. */
export function whileBelow(pointer: Local, end: Local, step: number, ...code: readonly Code[]): Code {
  const isBelow = [...pointer.get, ...end.get, 0x49];
  const body = [...code.flat(), ...pointer.set(i32.add(pointer.get, i32.of(step)))];
  return [...isBelow, 0x04, NO_RESULT, 0x03, NO_RESULT, ...body, ...isBelow, 0x0d, 0, END, END];
}

/** The code, when a condition is not 0. */
export function when(condition: Code, ...code: readonly Code[]): Code {
  return [...condition, 0x04, NO_RESULT, ...code.flat(), END];
}

type Binary = (a: Code, b: Code) => Code;
type Unary = (a: Code) => Code;

const binary =
  (...operation: readonly number[]): Binary =>
  (a, b) => [...a, ...b, ...operation];
const unary =
  (...operation: readonly number[]): Unary =>
  (a) => [...a, ...operation];
const simd = (number: number): Code => [0xfd, ...unsigned(number)];

/** Memory operand: how its address is aligned (a power of two; any will do), and a constant that is added to it. */
const at = (offset: number): Code => [2, ...unsigned(offset)];

/** Addresses and counts. */
export const i32 = {
  of: (value: number): Code => [0x41, ...signed(value)],
  add: binary(0x6a),
  sub: binary(0x6b),
  shiftLeft: (a: Code, bits: number): Code => [...a, ...i32.of(bits), 0x74],
};

/** Single doubles. */
export const f64 = {
  add: binary(0xa0),
  sub: binary(0xa1),
  floor: unary(0x9c),
  toFloat: unary(0xb6),
  /** Rounded towards 0. */
  toInteger: unary(0xaa),
};

/** Sixteen bytes, whatever they hold. */
export const v128 = {
  load: (address: Code, offset = 0): Code => [...address, ...simd(0x00), ...at(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [...address, ...value, ...simd(0x0b), ...at(offset)],
  /** A float into the first lane, nothing into the others; or into another lane of a vector. */
  loadFloat: (address: Code, offset = 0): Code => [...address, ...simd(0x5c), ...at(offset)],
  loadLane: (address: Code, vector: Code, lane: number): Code => [...address, ...vector, ...simd(0x56), ...at(0), lane],
  storeLane: (address: Code, vector: Code, lane: number): Code => [
    ...address,
    ...vector,
    ...simd(0x5a),
    ...at(0),
    lane,
  ],
  /** Two floats into the first two lanes, nothing into the others; or into one half of a vector. */
  loadPairZero: (address: Code): Code => [...address, ...simd(0x5d), ...at(0)],
  loadPair: (address: Code, vector: Code, half: number): Code => [...address, ...vector, ...simd(0x57), ...at(0), half],
  /** A float, or a double, into all lanes. */
  loadFloats: (address: Code, offset = 0): Code => [...address, ...simd(0x09), ...at(offset)],
  loadDoubles: (address: Code, offset = 0): Code => [...address, ...simd(0x0a), ...at(offset)],
  /** Four floats out of the eight of two vectors. */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number, number, number]): Code => [
    ...[...a, ...b, ...simd(0x0d)],
    ...lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
  and: binary(...simd(0x4e)),
  /** Whether a bit of it is 1. */
  any: unary(...simd(0x53)),
  /** Bits of a where the mask has a 1, those of b elsewhere. */
  select: (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...simd(0x52)],
};

const bytesOf = (...floats: readonly number[]): Code => [...new Uint8Array(Float32Array.from(floats).buffer)];

/** Four floats; comparisons fill the lanes in which they hold with ones. */
export const f32x4 = {
  of: (a: number, b = a, c = a, d = a): Code => [...simd(0x0c), ...bytesOf(a, b, c, d)],
  splat: unary(...simd(0x13)),
  equal: binary(...simd(0x41)),
  greater: binary(...simd(0x44)),
  fromIntegers: unary(...simd(0xfa)),
  abs: unary(...simd(0xe0)),
  add: binary(...simd(0xe4)),
  sub: binary(...simd(0xe5)),
  mul: binary(...simd(0xe6)),
  div: binary(...simd(0xe7)),
  min: binary(...simd(0xe8)),
  max: binary(...simd(0xe9)),
};

/** Four whole numbers. */
export const i32x4 = {
  of: (a: number, b = a, c = a, d = a): Code => [...simd(0x0c), ...new Uint8Array(Int32Array.of(a, b, c, d).buffer)],
  splat: unary(...simd(0x11)),
  lane: (vector: Code, lane: number): Code => [...vector, ...simd(0x1b), lane],
  shiftLeft: (a: Code, bits: number): Code => [...a, ...i32.of(bits), ...simd(0xab)],
  /** Without a sign. */
  shiftRight: (a: Code, bits: number): Code => [...a, ...i32.of(bits), ...simd(0xad)],
  add: binary(...simd(0xae)),
  mul: binary(...simd(0xb5)),
};

/** Two doubles. */
export const f64x2 = {
  fromFloats: unary(...simd(0x5f)),
  toFloats: unary(...simd(0x5e)),
  add: binary(...simd(0xf0)),
  sub: binary(...simd(0xf1)),
  mul: binary(...simd(0xf2)),
};
