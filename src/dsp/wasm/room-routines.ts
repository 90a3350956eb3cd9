import { Routine, f32x4, i32, v128, whileBelow, type Code, type Local } from './assembler.ts';

const { add, mul } = f32x4;

/** Combs that the routine runs at once, one in each lane. */
export const COMBS_AT_ONCE = 4;

/** Turns four vectors of four floats by the diagonal, in place. */
function transpose(rows: readonly Local[], spare: readonly Local[]): Code {
  const [a, b, c, d] = rows.map(({ get }) => get) as [Code, Code, Code, Code];
  const [p, q, r, s] = spare.map(({ get }) => get) as [Code, Code, Code, Code];
  return [
    ...spare[0]!.set(v128.shuffle(a, b, [0, 4, 1, 5])),
    ...spare[1]!.set(v128.shuffle(c, d, [0, 4, 1, 5])),
    ...spare[2]!.set(v128.shuffle(a, b, [2, 6, 3, 7])),
    ...spare[3]!.set(v128.shuffle(c, d, [2, 6, 3, 7])),
    ...rows[0]!.set(v128.shuffle(p, q, [0, 1, 4, 5])),
    ...rows[1]!.set(v128.shuffle(p, q, [2, 3, 6, 7])),
    ...rows[2]!.set(v128.shuffle(r, s, [0, 1, 4, 5])),
    ...rows[3]!.set(v128.shuffle(r, s, [2, 3, 6, 7])),
  ];
}

/**
 * `(input, end of input, sum, four lines, four lengths in bytes, held, 1 - damp, damp, feedback, gain)`: adds four damped feedback combs of
 * an input to a sum. A line is what came out of it last, as long as the comb, and goes on behind that with what goes into it now.
 * `held` is the address of the dampers' state: one for each of four frames, the first call's in the fourth.
 */
export function combRoutine(): Routine {
  const routine = new Routine();
  const [input, end, sum] = [routine.parameter('i32'), routine.parameter('i32'), routine.parameter('i32')];
  const lines = Array.from({ length: COMBS_AT_ONCE }, () => routine.parameter('i32'));
  const lengths = Array.from({ length: COMBS_AT_ONCE }, () => routine.parameter('i32'));
  const state = routine.parameter('i32');
  const [undamped, damped, feedback, gain] = Array.from({ length: 4 }, () => routine.parameter('f32'));
  const local = (): Local => routine.local('v128');
  const splat = (number: Local): Code => {
    const vector = local();
    routine.run(vector.set(f32x4.splat(number.get)));
    return vector.get;
  };
  const [new_, old, loud, quiet] = [splat(undamped!), splat(damped!), splat(feedback!), splat(gain!)];
  const rows = Array.from({ length: 4 }, local);
  const spare = Array.from({ length: 4 }, local);
  const held = local();
  routine.run(
    held.set(v128.load(state.get, 48)),
    whileBelow(
      input,
      end,
      16,
      ...rows.map((row, index) => row.set(v128.load(lines[index]!.get))),
      v128.store(
        sum.get,
        add(v128.load(sum.get), add(add(rows[0]!.get, rows[1]!.get), add(rows[2]!.get, rows[3]!.get))),
      ),
      // From a comb in each row, its frames in the lanes, to a frame in each row, its combs in the lanes.
      transpose(rows, spare),
      ...rows.map((row, frame) => [
        // The small offset keeps the loop out of denormal numbers, which are slow.
        ...held.set(add(mul(held.get, old), add(mul(row.get, new_), f32x4.of(1e-18)))),
        ...v128.store(state.get, held.get, 16 * frame),
        ...row.set(add(mul(v128.loadFloats(input.get, 4 * frame), quiet), mul(held.get, loud))),
      ]),
      transpose(rows, spare),
      ...rows.map((row, index) => v128.store(i32.add(lines[index]!.get, lengths[index]!.get), row.get)),
      ...[sum, ...lines].map((pointer) => pointer.set(i32.add(pointer.get, i32.of(16)))),
    ),
  );
  return routine;
}

/** `(samples, end, line, length in bytes)`: a Schroeder all-pass in place; the line is as for the combs. */
export function allPassRoutine(): Routine {
  const routine = new Routine();
  const [samples, end] = [routine.parameter('i32'), routine.parameter('i32')];
  const [line, length] = [routine.parameter('i32'), routine.parameter('i32')];
  const [input, delayed] = [routine.local('v128'), routine.local('v128')];
  routine.run(
    whileBelow(
      samples,
      end,
      16,
      input.set(v128.load(samples.get)),
      delayed.set(v128.load(line.get)),
      v128.store(i32.add(line.get, length.get), add(input.get, mul(delayed.get, f32x4.of(0.5)))),
      v128.store(samples.get, f32x4.sub(delayed.get, input.get)),
      line.set(i32.add(line.get, i32.of(16))),
    ),
  );
  return routine;
}
