import { Routine, f32x4, f64x2, i32, v128, when, whileBelow, type Code, type Local } from './assembler.ts';
import { filtered, loadFrame, stageOf, storeStage } from './filter-routines.ts';

/** `(left, right, end of left, coefficients, states, sum)`: adds the energy of both sides behind two filters to a pair of doubles. */
export function energyRoutine(): Routine {
  const routine = new Routine();
  const [left, right, end] = [routine.parameter('i32'), routine.parameter('i32'), routine.parameter('i32')];
  const [coefficients, states] = [routine.parameter('i32'), routine.parameter('i32')];
  const sum = routine.parameter('i32');
  const [value, output, energy] = [routine.local('v128'), routine.local('v128'), routine.local('v128')];
  const stages = [0, 1].map((index) => stageOf(routine, coefficients, states, index));
  routine.run(
    energy.set(v128.load(sum.get)),
    whileBelow(
      left,
      end,
      4,
      value.set(loadFrame(left.get, right.get)),
      ...stages.map((stage) => filtered(stage, value, output)),
      energy.set(f64x2.add(energy.get, f64x2.mul(value.get, value.get))),
      right.set(i32.add(right.get, i32.of(4))),
    ),
    ...stages.map((stage, index) => storeStage(stage, states, index)),
    v128.store(sum.get, energy.get),
  );
  return routine;
}

const { abs, add, max, mul } = f32x4;

/**
 * `(left, right, end of left, magnitudes, threshold, highest, weights)`: the magnitude of four frames at a time, of both sides and of
 * the points between each frame and the next, where a frame, the one before it or one of the two behind it exceeds a threshold; of the
 * others the samples' own. `rows` are the weights of the points' taps; `reach` taps lie at or before the frame. The audio goes on beyond
 * both ends. Raises the four floats at `highest` to the magnitudes.
 */
export function peakRoutine(rows: readonly Float64Array[], reach: number): Routine {
  const routine = new Routine();
  const [left, right, end] = [routine.parameter('i32'), routine.parameter('i32'), routine.parameter('i32')];
  const magnitudes = routine.parameter('i32');
  const threshold = routine.parameter('f32');
  const highest = routine.parameter('i32');
  const local = (): Local => routine.local('v128');
  const [limit, own, nearby, most, sample] = [local(), local(), local(), local(), local()];
  const sums = rows.map(local);

  // A constant offset can't be negative: addresses begin as far before the frame as the taps do.
  const first = reach - 1;
  const frameAt = (pointer: Local, frame: number): Code => v128.load(pointer.get, 4 * (first + frame));
  const either = (frame: number): Code => max(abs(frameAt(left, frame)), abs(frameAt(right, frame)));
  const between = (pointer: Local): Code => [
    ...sums.flatMap((sum) => sum.set(f32x4.of(0))),
    ...Array.from({ length: rows[0]!.length }, (_, tap) => [
      ...sample.set(v128.load(pointer.get, 4 * tap)),
      ...sums.flatMap((sum, row) => sum.set(add(sum.get, mul(sample.get, f32x4.of(rows[row]![tap]!))))),
    ]).flat(),
    ...sums.flatMap((sum) => own.set(max(own.get, abs(sum.get)))),
  ];
  routine.run(
    ...[left, right, end].map((pointer) => pointer.set(i32.sub(pointer.get, i32.of(4 * first)))),
    limit.set(f32x4.splat(threshold.get)),
    most.set(v128.load(highest.get)),
    whileBelow(
      left,
      end,
      16,
      own.set(either(0)),
      nearby.set(max(max(either(-1), own.get), max(either(1), either(2)))),
      when(v128.any(f32x4.greater(nearby.get, limit.get)), between(left), between(right)),
      v128.store(magnitudes.get, own.get),
      most.set(max(most.get, own.get)),
      ...[right, magnitudes].map((pointer) => pointer.set(i32.add(pointer.get, i32.of(16)))),
    ),
    v128.store(highest.get, most.get),
  );
  return routine;
}
