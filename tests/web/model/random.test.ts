// Random models: traced and decoded, whatever they say; faults are errors with a sentence.

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { Context } from '../../../web/core-client/methods.ts';
import { ModelError, traceModelHere } from '../../../web/model/here.ts';
import { words } from '../../../web/model/words.ts';
import { methods } from '../../support/methods.ts';
import { contextOfCore } from './draw.ts';

let context: Context;
beforeAll(async () => {
  context = await contextOfCore();
});

const n = 5;
const data = { y: [1, 0, 2, 3, 1], x: [-1.5, 0, 0.25, 2, 3], group: [0, 1, 2, 3, 4] };

/** Functions of one value with as many columns, on positive numbers, in a range where none overflows. */
const one = [
  'abs',
  'atan',
  'cos',
  'cumsum',
  'erf',
  'expm1',
  'log',
  'log1p',
  'lgamma',
  'neg',
  'sigmoid',
  'sin',
  'softplus',
  'sqrt',
  'square',
  'tanh',
  'softmax',
  'logSoftmax',
];
const two = ['add', 'sub', 'mul', 'max', 'min', 'less', 'greater'];
const priors = [
  'normal(0, 1)',
  'exponential(1)',
  'studentT(4, 0, 1)',
  'gamma(2, 2)',
  'beta(2, 2)',
  'flat()',
  'flat({ low: 0 })',
  'ordered(normal(0, 1))',
  'positiveOrdered(flat({ }))',
  'uniform(-1, 2)',
  'halfCauchy(1)',
  'lognormal(0, 1)',
];
const likelihoods = [
  'normal(V, 1)',
  'poisson(exp(V))',
  'studentT(4, V, 2)',
  'laplace(V, 1)',
  'mixture([0.5, 0.5], [normal(V, 1), normal(0, 2)])',
];

/** A program: samples, then steps of calculation on what is there, then an observation. Each value has n columns or one. */
const program = fc
  .record({
    samples: fc.array(fc.tuple(fc.constantFrom(...priors), fc.boolean()), { minLength: 1, maxLength: 4 }),
    steps: fc.array(fc.tuple(fc.constantFrom(...one, ...two), fc.nat(), fc.nat(), fc.boolean()), {
      maxLength: 8,
    }),
    law: fc.constantFrom(...likelihoods),
    factor: fc.boolean(),
  })
  .map(({ samples, steps, law, factor }) => {
    const lines = samples.map(([prior, wide], i) => {
      const size = wide || /ordered/i.test(prior) ? `, ${n}` : '';
      return `const v${i} = sample('v${i}', ${prior}${size});`;
    });
    let count = samples.length;
    for (const [name, a, b, named] of steps) {
      const args = two.includes(name) ? `v${a % count}, v${b % count}` : `abs(v${a % count})`;
      const value = `${name}(${args})`;
      lines.push(`const v${count} = ${named ? `quantity('v${count}', ${value})` : value};`);
      count++;
    }
    lines.push(`observe(data.y, ${law.replace('V', `clamp(v${count - 1}, -4, 4)`)});`);
    if (factor) lines.push(`factor('f', neg(square(v${count - 1})));`);
    return `model(({ sample, observe, quantity, factor, data }) => {\n${lines.join('\n')}\n});`;
  });

test('random models are the same when they are traced again, are decoded, and have a density', async () => {
  await fc.assert(
    fc.asyncProperty(program, async (code) => {
      const [model, again] = [traceModelHere(code, data), traceModelHere(code, data)];
      expect(again).toEqual(model);
      const { dim } = await methods.targetFacts({ target: { model } }, context);
      const x = new Float64Array(dim).fill(0.3);
      const { value } = await methods.targetDensity({ target: { model }, x, gradient: true }, context);
      expect(value[0]).not.toBeUndefined();
      expect(Number.isNaN(value[0])).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test('words in any order and with any arguments give a model or a sentence', async () => {
  const named = words.filter(({ name }) => name !== 'model');
  const argument = fc.constantFrom(
    'x',
    'z',
    '0',
    '1',
    '-1',
    '2.5',
    '[1, 2]',
    '[[1, 2], [3, 4]]',
    "'a'",
    'data.y',
    'undefined',
    'normal(0, 1)',
    '{}',
    '{ low: 0 }',
    'x[0]',
    '[x, z]',
    'null',
    '1e9',
    'NaN',
    '() => 1',
  );
  const value = fc.constantFrom('x', 'z', 'x', 'z', '1', '2', '[1, 2]', 'mul(x, z)');
  // Most calls have as many arguments as they should, and one in two has such that fit.
  const call = fc.constantFrom(...named).chain(({ name, signature }) => {
    const wanted = signature.split(',').length;
    const args = fc.oneof(
      fc.array(value, { minLength: wanted, maxLength: wanted }),
      fc.array(argument, { minLength: wanted, maxLength: wanted }),
      fc.array(argument, { maxLength: 5 }),
    );
    return args.map((each) => (name === 'data' ? 'data.y' : `${name}(${each.join(', ')})`));
  });
  const code = fc
    .array(call, { minLength: 1, maxLength: 2 })
    .map((calls) =>
      [
        'model(({ sample, observe, quantity, factor, data }) => {',
        "const x = sample('x0', normal(0, 1));",
        "const z = sample('z0', exponential(1), 2);",
        ...calls.map((each, i) => `quantity('q${i}', ${each});`),
        '});',
      ].join('\n'),
    );
  let models = 0;
  await fc.assert(
    fc.asyncProperty(code, async (text) => {
      let model;
      try {
        model = traceModelHere(text, data);
      } catch (error) {
        expect(error).toBeInstanceOf(ModelError);
        const { message, line } = error as ModelError;
        // Not the engine's own words for what the language could have foreseen.
        expect(message).not.toMatch(
          /Cannot read propert|is not iterable|Maximum call stack|is not a function/,
        );
        expect(message.length).toBeGreaterThan(10);
        expect(line ?? 4).toBeGreaterThanOrEqual(4);
        return;
      }
      try {
        const { dim } = await methods.targetFacts({ target: { model } }, context);
        await methods.targetDensity(
          { target: { model }, x: new Float64Array(dim).fill(0.3), gradient: true },
          context,
        );
        models++;
      } catch (error) {
        expect((error as { name: string }).name).toBe('TractableError');
        expect((error as Error).message).toMatch(/\w+: .{8}/);
      }
    }),
    { numRuns: 1000 },
  );
  expect(models).toBeGreaterThan(50);
});
