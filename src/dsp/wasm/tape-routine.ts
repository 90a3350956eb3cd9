import { Routine, f32x4, f64, i32, v128, whileBelow } from './assembler.ts';

const { add, mul } = f32x4;

/**
 * `(left, right, end, source left, source right, place, speed)`: reads a source from a place in it (in frames, between them too) at a
 * speed, by a Catmull-Rom spline through four samples: each has a weight that is a polynomial of what the place exceeds a frame by.
 */
export function tapeRoutine(): Routine {
  const routine = new Routine();
  const [left, right, end] = [routine.parameter('i32'), routine.parameter('i32'), routine.parameter('i32')];
  const sources = [routine.parameter('i32'), routine.parameter('i32')];
  const [place, speed] = [routine.parameter('f64'), routine.parameter('f64')];
  const base = routine.local('f64');
  const offset = routine.local('i32');
  const [rest, weights] = [routine.local('v128'), routine.local('v128')];
  const [sumLeft, sumRight, sum] = [routine.local('v128'), routine.local('v128'), routine.local('v128')];
  routine.run(
    whileBelow(
      left,
      end,
      4,
      base.set(f64.floor(place.get)),
      rest.set(f32x4.splat(f64.toFloat(f64.sub(place.get, base.get)))),
      weights.set(
        add(
          f32x4.of(0, 1, 0, 0),
          mul(
            rest.get,
            add(
              f32x4.of(-0.5, 0, 0.5, 0),
              mul(rest.get, add(f32x4.of(1, -2.5, 2, -0.5), mul(rest.get, f32x4.of(-0.5, 1.5, -1.5, 0.5)))),
            ),
          ),
        ),
      ),
      offset.set(i32.shiftLeft(i32.sub(f64.toInteger(base.get), i32.of(1)), 2)),
      ...[sumLeft, sumRight].map((products, side) =>
        products.set(mul(v128.load(i32.add(sources[side]!.get, offset.get)), weights.get)),
      ),
      // The left side's sum ends up in the lanes 0 and 1, the right side's in 2 and 3.
      sum.set(
        add(
          v128.shuffle(sumLeft.get, sumRight.get, [0, 1, 4, 5]),
          v128.shuffle(sumLeft.get, sumRight.get, [2, 3, 6, 7]),
        ),
      ),
      sum.set(add(sum.get, v128.shuffle(sum.get, sum.get, [1, 0, 3, 2]))),
      v128.storeLane(left.get, sum.get, 0),
      v128.storeLane(right.get, sum.get, 2),
      right.set(i32.add(right.get, i32.of(4))),
      place.set(f64.add(place.get, speed.get)),
    ),
  );
  return routine;
}
