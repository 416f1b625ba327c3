// A program against the cases of its exercise, as the sandbox runs them.

import type { Exercise } from '$web/exercises/types.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export function evaluateExercise(exercise: Exercise, program: (...args: any[]) => unknown) {
  if (exercise.kind !== 'code') throw new Error('no program is asked for');
  for (const { args, expected, tolerance = 0, why } of exercise.tests) {
    const got = program(...args);
    const right = Array.isArray(expected)
      ? expected.every((each, i) => Math.abs((got as number[])[i]! - (each as number)) <= tolerance)
      : got === expected;
    if (!right) throw new Error(why);
  }
}
