import { Routine, f32x4, f64x2, i32, i32x4, v128, whileBelow, type Code, type Local } from './assembler.ts';
import { STATE_BYTES, loadFrame } from './filter-routines.ts';

/** Samples of a period that the wave routine reads, as a power of two; a phase is a turn in 32 bits. */
export const PERIOD_BITS = 12;
const REST_BITS = 32 - PERIOD_BITS;

const { add, sub, mul } = f32x4;

/**
 * `(period, left, right, end of left, phase, step, left gain, right gain)`: adds a wave, read between the samples of a period too, to both
 * channels. The period has its first sample once more at its end.
 */
export function waveRoutine(): Routine {
  const routine = new Routine();
  const period = routine.parameter('i32');
  const [left, right, end] = [routine.parameter('i32'), routine.parameter('i32'), routine.parameter('i32')];
  const [phase, step] = [routine.parameter('i32'), routine.parameter('i32')];
  const [leftGain, rightGain] = [routine.parameter('f32'), routine.parameter('f32')];
  const local = (): Local => routine.local('v128');
  const [phases, steps, places, value] = [local(), local(), local(), local()];
  const [first, second, before, onLeft, onRight] = [local(), local(), local(), local(), local()];
  // The addresses of a sample and the next one, for the frame in a lane.
  const address = (lane: number): Code => i32.add(i32x4.lane(places.get, lane), period.get);
  const pair = (lane: number): Code => v128.loadPair(address(lane + 1), v128.loadPairZero(address(lane)), 1);
  routine.run(
    steps.set(i32x4.splat(step.get)),
    phases.set(i32x4.add(i32x4.splat(phase.get), i32x4.mul(steps.get, i32x4.of(0, 1, 2, 3)))),
    steps.set(i32x4.shiftLeft(steps.get, 2)),
    onLeft.set(f32x4.splat(leftGain.get)),
    onRight.set(f32x4.splat(rightGain.get)),
    whileBelow(
      left,
      end,
      16,
      places.set(i32x4.shiftLeft(i32x4.shiftRight(phases.get, REST_BITS), 2)),
      first.set(pair(0)),
      second.set(pair(2)),
      before.set(v128.shuffle(first.get, second.get, [0, 2, 4, 6])),
      value.set(
        add(
          before.get,
          mul(
            sub(v128.shuffle(first.get, second.get, [1, 3, 5, 7]), before.get),
            mul(f32x4.fromIntegers(v128.and(phases.get, i32x4.of(2 ** REST_BITS - 1))), f32x4.of(2 ** -REST_BITS)),
          ),
        ),
      ),
      v128.store(left.get, add(v128.load(left.get), mul(value.get, onLeft.get))),
      v128.store(right.get, add(v128.load(right.get), mul(value.get, onRight.get))),
      phases.set(i32x4.add(phases.get, steps.get)),
      right.set(i32.add(right.get, i32.of(16))),
    ),
  );
  return routine;
}

/** Numbers of a state-variable filter: three coefficients, by how much each grows with a frame, and what goes out: see its routine. */
export const STATE_VARIABLE_NUMBERS = 9;

/**
 * `(left, right, end of left, numbers, states)`: so many state-variable filters alike, one after another, in place; their coefficients go
 * in straight lines. What goes out is a share each of the input, the band and the low. See the synthesiser's MovingFilter.
 */
export function stateVariableRoutine(count: number): Routine {
  const routine = new Routine();
  const [left, right, end] = [routine.parameter('i32'), routine.parameter('i32'), routine.parameter('i32')];
  const [given, states] = [routine.parameter('i32'), routine.parameter('i32')];
  const numbers = Array.from({ length: STATE_VARIABLE_NUMBERS }, (_, index) => {
    const vector = routine.local('v128');
    routine.run(vector.set(v128.loadDoubles(given.get, 8 * index)));
    return vector;
  });
  const [a1, a2, a3] = numbers as [Local, Local, Local];
  const shares = numbers.slice(6).map(({ get }) => get);
  const local = (): Local => routine.local('v128');
  const [value, floats, difference, band, low] = [local(), local(), local(), local(), local()];
  const integrators = Array.from({ length: count }, () => [local(), local()] as const);
  const each = (code: (local: Local, address: number) => Code): readonly Code[] =>
    integrators.flatMap((pair, index) => pair.map((one, place) => code(one, index * STATE_BYTES + 16 * place)));
  routine.run(
    ...each((one, offset) => one.set(v128.load(states.get, offset))),
    whileBelow(
      left,
      end,
      4,
      value.set(loadFrame(left.get, right.get)),
      ...integrators.flatMap(([first, second]) => [
        difference.set(f64x2.sub(value.get, second.get)),
        band.set(f64x2.add(f64x2.mul(a1.get, first.get), f64x2.mul(a2.get, difference.get))),
        low.set(f64x2.add(f64x2.add(second.get, f64x2.mul(a2.get, first.get)), f64x2.mul(a3.get, difference.get))),
        first.set(f64x2.sub(f64x2.add(band.get, band.get), first.get)),
        second.set(f64x2.sub(f64x2.add(low.get, low.get), second.get)),
        value.set(
          [value.get, band.get, low.get]
            .map((part, index) => f64x2.mul(shares[index]!, part))
            .reduce((sum, part) => f64x2.add(sum, part)),
        ),
      ]),
      floats.set(f64x2.toFloats(value.get)),
      v128.storeLane(left.get, floats.get, 0),
      v128.storeLane(right.get, floats.get, 1),
      ...[a1, a2, a3].map((number, index) => number.set(f64x2.add(number.get, numbers[3 + index]!.get))),
      right.set(i32.add(right.get, i32.of(4))),
    ),
    ...each((one, offset) => v128.store(states.get, one.get, offset)),
  );
  return routine;
}

/** `(samples, end, amount, 1 / amount)`: saturates; the Padé approximant of a hyperbolic tangent, within its range. */
export function driveRoutine(): Routine {
  const routine = new Routine();
  const [samples, end] = [routine.parameter('i32'), routine.parameter('i32')];
  const [amount, rest] = [routine.parameter('f32'), routine.parameter('f32')];
  const [input, square] = [routine.local('v128'), routine.local('v128')];
  routine.run(
    whileBelow(
      samples,
      end,
      16,
      input.set(f32x4.max(f32x4.of(-3), f32x4.min(f32x4.of(3), mul(v128.load(samples.get), f32x4.splat(amount.get))))),
      square.set(mul(input.get, input.get)),
      v128.store(
        samples.get,
        mul(
          f32x4.div(mul(input.get, add(f32x4.of(27), square.get)), add(f32x4.of(27), mul(f32x4.of(9), square.get))),
          f32x4.splat(rest.get),
        ),
      ),
    ),
  );
  return routine;
}

/** `(sum left, sum right, left, right, end of left, gain, slope)`: adds at a gain that goes in a straight line, a slope up already. */
export function fadeRoutine(): Routine {
  const routine = new Routine();
  const pointers = Array.from({ length: 4 }, () => routine.parameter('i32'));
  const [sumLeft, sumRight, left, right] = pointers as [Local, Local, Local, Local];
  const end = routine.parameter('i32');
  const [gain, slope] = [routine.parameter('f32'), routine.parameter('f32')];
  const [gains, slopes] = [routine.local('v128'), routine.local('v128')];
  routine.run(
    slopes.set(f32x4.splat(slope.get)),
    gains.set(add(f32x4.splat(gain.get), mul(slopes.get, f32x4.of(1, 2, 3, 4)))),
    slopes.set(mul(slopes.get, f32x4.of(4))),
    whileBelow(
      left,
      end,
      16,
      v128.store(sumLeft.get, add(v128.load(sumLeft.get), mul(v128.load(left.get), gains.get))),
      v128.store(sumRight.get, add(v128.load(sumRight.get), mul(v128.load(right.get), gains.get))),
      gains.set(add(gains.get, slopes.get)),
      ...[sumLeft, sumRight, right].map((pointer) => pointer.set(i32.add(pointer.get, i32.of(16)))),
    ),
  );
  return routine;
}
