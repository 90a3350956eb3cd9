import { Routine, f32x4, i32, v128, whileBelow, type Code, type Local } from './assembler.ts';

/** A routine whose first parameters are addresses, which go up by four floats with each turn until the first reaches the end. */
function overFloats(
  addresses: number,
  numbers: number,
  body: (addresses: readonly Code[], numbers: readonly Code[], routine: Routine) => Code,
): Routine {
  const routine = new Routine();
  const pointers: readonly Local[] = Array.from({ length: addresses }, () => routine.parameter('i32'));
  const end = routine.parameter('i32');
  const given = Array.from({ length: numbers }, () => routine.parameter('f32'));
  const vectors = given.map((number) => {
    const vector = routine.local('v128');
    routine.run(vector.set(f32x4.splat(number.get)));
    return vector.get;
  });
  const code = body(
    pointers.map(({ get }) => get),
    vectors,
    routine,
  );
  const others = pointers.slice(1).flatMap((pointer) => pointer.set(i32.add(pointer.get, i32.of(16))));
  routine.run(whileBelow(pointers[0]!, end, 16, code, others));
  return routine;
}

const { add, sub, mul, div, min, max, abs } = f32x4;

/** `(left, right, end, left gain, right gain)`: multiplies. */
export function scaleRoutine(): Routine {
  return overFloats(2, 2, ([left, right], [leftGain, rightGain]) => [
    ...v128.store(left!, mul(v128.load(left!), leftGain!)),
    ...v128.store(right!, mul(v128.load(right!), rightGain!)),
  ]);
}

/** `(left, right, gains, end)`: multiplies both by a gain of each frame's own. */
export function rideRoutine(): Routine {
  return overFloats(3, 0, ([left, right, gains]) => [
    ...v128.store(left!, mul(v128.load(left!), v128.load(gains!))),
    ...v128.store(right!, mul(v128.load(right!), v128.load(gains!))),
  ]);
}

/** `(sum left, sum right, left, right, end, gain)`: adds. */
export function addRoutine(): Routine {
  return overFloats(4, 1, ([sumLeft, sumRight, left, right], [gain]) => [
    ...v128.store(sumLeft!, add(v128.load(sumLeft!), mul(v128.load(left!), gain!))),
    ...v128.store(sumRight!, add(v128.load(sumRight!), mul(v128.load(right!), gain!))),
  ]);
}

/** `(sum, left, right, end, gain)`: adds both channels to one. */
export function sendRoutine(): Routine {
  return overFloats(3, 1, ([sum, left, right], [gain]) =>
    v128.store(sum!, add(v128.load(sum!), mul(add(v128.load(left!), v128.load(right!)), gain!))),
  );
}

/** `(left, right, end, half the width)`: brings the sides in or out. */
export function widthRoutine(): Routine {
  return overFloats(2, 1, ([left, right], [half], routine) => {
    const [middle, side] = [routine.local('v128'), routine.local('v128')];
    return [
      ...middle.set(mul(add(v128.load(left!), v128.load(right!)), f32x4.of(0.5))),
      ...side.set(mul(sub(v128.load(left!), v128.load(right!)), half!)),
      ...v128.store(left!, add(middle.get, side.get)),
      ...v128.store(right!, sub(middle.get, side.get)),
    ];
  });
}

/**
 * `(samples, end, drive, 1 / drive, last)`: the Saturator's formula without a branch. Beyond 1 the clipper is flat, so that of an
 * antiderivative's difference there remains two thirds of what both samples exceed 1 by. Nothing cancels out where they are close.
 */
export function saturateRoutine(): Routine {
  return overFloats(1, 3, ([samples], [drive, undrive, last], routine) => {
    const local = (): Local => routine.local('v128');
    const [before, now, previous, from, to, sum, middle, difference] = Array.from({ length: 8 }, local) as [
      ...[Local, Local, Local, Local, Local, Local, Local, Local],
    ];
    const clamp = (value: Code): Code => max(min(value, f32x4.of(1)), f32x4.of(-1));
    const over = (value: Local, clamped: Local): Code => sub(abs(value.get), abs(clamped.get));
    routine.run(before.set(last!));
    return [
      ...now.set(mul(v128.load(samples!), drive!)),
      ...previous.set(v128.shuffle(before.get, now.get, [3, 4, 5, 6])),
      ...from.set(clamp(previous.get)),
      ...to.set(clamp(now.get)),
      ...sum.set(add(from.get, to.get)),
      ...middle.set(
        sub(
          mul(sum.get, f32x4.of(1 / 2)),
          mul(mul(sum.get, f32x4.of(1 / 12)), add(mul(from.get, from.get), mul(to.get, to.get))),
        ),
      ),
      ...difference.set(sub(now.get, previous.get)),
      ...before.set(now.get),
      ...v128.store(
        samples!,
        mul(
          v128.select(
            middle.get,
            div(
              add(
                mul(sub(to.get, from.get), middle.get),
                mul(sub(over(now, to), over(previous, from)), f32x4.of(2 / 3)),
              ),
              difference.get,
            ),
            f32x4.equal(difference.get, f32x4.of(0)),
          ),
          undrive!,
        ),
      ),
    ];
  });
}
