import { Routine, f64x2, i32, v128, whileBelow, type Code, type Local } from './assembler.ts';

/** Filters that one routine runs, one after another, in the same loop: while one waits for its last result, the others work. */
export const FILTERS_AT_ONCE = 4;

/** Bytes of a filter's five coefficients, and of its state: two pairs of doubles, for left and right. */
export const COEFFICIENT_BYTES = 5 * 8;
export const STATE_BYTES = 4 * 8;

/** A frame's left and right sample as two doubles. */
export function loadFrame(left: Code, right: Code): Code {
  return f64x2.fromFloats(v128.loadLane(right, v128.loadFloat(left), 1));
}

/** Variables of a filter, in the lanes the left and the right side. */
interface Stage {
  readonly coefficients: readonly Local[];
  readonly states: readonly [Local, Local];
}

/** A stage whose coefficients and state are loaded. */
export function stageOf(routine: Routine, coefficients: Local, states: Local, index: number): Stage {
  const stage: Stage = {
    coefficients: Array.from({ length: 5 }, () => routine.local('v128')),
    states: [routine.local('v128'), routine.local('v128')],
  };
  for (const [place, local] of stage.coefficients.entries())
    routine.run(local.set(v128.loadDoubles(coefficients.get, index * COEFFICIENT_BYTES + 8 * place)));
  for (const [place, local] of stage.states.entries())
    routine.run(local.set(v128.load(states.get, index * STATE_BYTES + 16 * place)));
  return stage;
}

/** Puts the state of a stage back. */
export function storeStage({ states }: Stage, at: Local, index: number): Code {
  return states.flatMap((local, place) => v128.store(at.get, local.get, index * STATE_BYTES + 16 * place));
}

/** Filters a value that a variable holds: transposed direct form II. */
export function filtered({ coefficients, states: [z1, z2] }: Stage, value: Local, output: Local): Code {
  const [b0, b1, b2, a1, a2] = coefficients.map((local) => local.get) as [Code, Code, Code, Code, Code];
  const { add, sub, mul } = f64x2;
  return [
    ...output.set(add(mul(b0, value.get), z1.get)),
    // In this order only one product and two sums lie between one frame's result and the next's.
    ...z1.set(sub(add(mul(b1, value.get), z2.get), mul(a1, output.get))),
    ...z2.set(sub(mul(b2, value.get), mul(a2, output.get))),
    ...value.set(output.get),
  ];
}

/** `(left, right, end of left, coefficients, states)`: filters both channels in place through so many filters. */
export function filterRoutine(count: number): Routine {
  const routine = new Routine();
  const left = routine.parameter('i32');
  const right = routine.parameter('i32');
  const end = routine.parameter('i32');
  const coefficients = routine.parameter('i32');
  const states = routine.parameter('i32');
  const value = routine.local('v128');
  const output = routine.local('v128');
  const floats = routine.local('v128');
  const stages = Array.from({ length: count }, (_, index) => stageOf(routine, coefficients, states, index));
  routine.run(
    whileBelow(
      left,
      end,
      4,
      value.set(loadFrame(left.get, right.get)),
      ...stages.map((stage) => filtered(stage, value, output)),
      floats.set(f64x2.toFloats(value.get)),
      v128.storeLane(left.get, floats.get, 0),
      v128.storeLane(right.get, floats.get, 1),
      right.set(i32.add(right.get, i32.of(4))),
    ),
    ...stages.map((stage, index) => storeStage(stage, states, index)),
  );
  return routine;
}
