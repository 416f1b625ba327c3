// What is said of a model that is none: a sentence, and the line of the student's code.

import { describe, expect, test } from 'vitest';
import { explainFault } from '../../../web/model/faults.ts';
import { ModelError, traceModelHere } from '../../../web/model/here.ts';
import { scopeNames } from '../../../web/model/scope-names.ts';

const data = {
  y: [28, 8, -3, 7, -1, 1, 18, 12],
  sigma: [15, 10, 16, 11, 9, 11, 10, 18],
  kind: ['a', 'b'],
  hole: [1, null, 3],
  nan: [1, Number.NaN],
  X: [
    [1, 2],
    [3, 4],
  ],
};

/** The lines stand in a model from line 2 on. */
const model = (...lines: string[]) =>
  ['model(({ sample, observe, quantity, factor, data }) => {', ...lines, '});'].join('\n');

function faultOf(code: string): { message: string; line: number | undefined } {
  try {
    traceModelHere(code, data);
  } catch (error) {
    if (error instanceof ModelError) return { message: error.message, line: error.line };
    throw error;
  }
  throw new Error('the model was taken');
}

const x = "const x = sample('x', normal(0, 1));";
const x7 = "const x = sample('x', normal(0, 1), 7);";

describe('a sentence with the line', () => {
  test.each<[string, string, number | undefined, RegExp]>([
    [
      'a name twice',
      model(x, "sample('x', normal(0, 1));"),
      3,
      /^The name 'x' is used twice, first on line 2;/,
    ],
    [
      'before it is sampled',
      model("sample('y', normal(mu, 1));", "const mu = sample('mu', normal(0, 1));"),
      2,
      /^mu is used before it has a value: the line with const mu/,
    ],
    [
      'what is undefined',
      model('const o = {};', "sample('y', normal(o.mu, 1));"),
      3,
      /^normal: mu is undefined; is a name misspelled, or is the value used before it is sampled\?/,
    ],
    [
      'shapes, of a law',
      model(x7, 'observe(data.y, normal(x, 1));'),
      3,
      /mu of normal has 7 numbers, and the value has 8/,
    ],
    [
      'shapes, of a sample',
      model(x7, "sample('z', normal(x, 1), 8);"),
      3,
      /mu of normal has 7 numbers, and the value has 8/,
    ],
    [
      'shapes, of a function',
      model(x7, 'add(x, data.y);'),
      3,
      /^add: 7 columns and 8 columns do not go together/,
    ],
    [
      'shapes, of a matrix',
      model(x7, 'matVec(data.X, x);'),
      3,
      /the matrix has 2 columns, and there are 7 numbers/,
    ],
    [
      'shapes, of a quantity',
      model(x7, "quantity('q', x, [2, 3]);"),
      3,
      /the size is 2 by 3, and the value has 7 columns/,
    ],
    [
      'an if',
      model(x, 'if (x > 0) factor("f", x);'),
      3,
      /^JavaScript cannot compare or calculate with a traced value/,
    ],
    ['a plus', model(x, 'observe(data.y, normal(x + 1, 1));'), 3, /^JavaScript cannot add a traced value/],
    [
      'chance',
      model("sample('x', normal(Math.random(), 1));"),
      undefined,
      /not the same when it is traced again \(first on line 2\)/,
    ],
    [
      'no parameters',
      model('observe(data.y, normal(0, 1));'),
      undefined,
      /^The model has no parameters: sample\(/,
    ],
    ['no model', 'const a = 1;', undefined, /^The code makes no model/],
    ['two models', `${model(x)}\n${model(x)}`, 4, /^model\(\.\.\.\) is called twice, first on line 1/],
    [
      'a promise',
      'model(async ({ sample }) => { sample("x", normal(0, 1)); });',
      undefined,
      /^The model is async/,
    ],
    ['no function', 'model(3);', 1, /^model\(f\): f is the number 3; it must be a function/],
    [
      'data that are not there',
      model(x, 'observe(data.sigmas, normal(x, 1));'),
      3,
      /^There are no data sigmas; did you mean sigma\?/,
    ],
    [
      'data that are not there, from afar',
      model(x, 'observe(data.zzzzzz, normal(x, 1));'),
      3,
      /^There are no data zzzzzz; there are y, sigma, kind, hole, nan, X/,
    ],
    [
      'texts for numbers',
      model(x, 'observe(data.kind, normal(x, 1));'),
      3,
      /data\.kind\[0\] is the text "a"; it must be a number/,
    ],
    [
      'a hole',
      model(x, 'observe(data.hole, normal(x, 1));'),
      3,
      /data\.hole\[1\] is null; it must be a number/,
    ],
    ['what is no number', model(x, 'observe(data.nan, normal(x, 1));'), 3, /data\.nan has NaN at place 1/],
    ['changed data', model(x, 'data.y = 3;'), 3, /^Data cannot be changed/],
    [
      'a value observed',
      model(x, 'observe(x, normal(0, 1));'),
      3,
      /the data are a traced value, and data are numbers/,
    ],
    [
      'data and law swapped',
      model(x, 'observe(normal(x, 1), data.y);'),
      3,
      /the data come first, then the law/,
    ],
    [
      'a law for a value',
      model('const a = normal(0, 1);', 'observe(data.y, normal(a, 1));'),
      3,
      /^normal: mu is the law normal\(\.\.\.\), which is no value/,
    ],
    ['a law in a function', model('add(normal(0, 1), 1);'), 2, /^add: the argument is the law normal/],
    ['a law and plus', model('normal(0, 1) + 1;'), 2, /^A law has no number to calculate with/],
    [
      'a value for a law',
      model(x, 'observe(data.y, x);'),
      3,
      /the law is a value; it must be one, as normal\(0, 1\)/,
    ],
    [
      'a law without parentheses',
      model("sample('x', normal);"),
      2,
      /the law is the function normal; are its parentheses missing\?/,
    ],
    [
      'a law misspelled',
      model("sample('x', nromal(0, 1));"),
      2,
      /^There is no nromal; did you mean normal\?/,
    ],
    [
      'a parameter misspelled',
      model("sample('x', normal({ mu: 0, sigam: 1 }));"),
      2,
      /^normal has no parameter sigam; did you mean sigma\?/,
    ],
    [
      'too few',
      model("sample('x', normal(0));"),
      2,
      /^normal\(mu, sigma\) takes 2 arguments, and there is 1: sigma is missing/,
    ],
    [
      'too many',
      model("sample('x', normal(0, 1, 2));"),
      2,
      /^normal\(mu, sigma\) takes 2 arguments, and there are 3/,
    ],
    [
      'no name',
      model('sample(normal(0, 1));'),
      2,
      /^sample: the name is a law; write sample\('mu', normal\(0, 1\)\)/,
    ],
    ['an odd name', model("sample('a b', normal(0, 1));"), 2, /a name is a letter, then letters, digits/],
    [
      'a discrete parameter',
      model("sample('k', poisson(3));"),
      2,
      /poisson gives whole numbers, and what is sampled must vary smoothly/,
    ],
    [
      'an odd size',
      model("sample('k', normal(0, 1), 2.5);"),
      2,
      /the size is the number 2\.5; it must be a whole number/,
    ],
    [
      'bounds the wrong way',
      model("sample('k', flat({ low: 2, high: 1 }));"),
      2,
      /low is 2 and high is 1; low must be the smaller one/,
    ],
    ['no bounds', model("sample('k', truncated(normal(0, 1), {}));"), 2, /^truncated: there is no bound/],
    [
      'two constraints',
      model("sample('k', ordered(ordered(normal(0, 1))), 3);"),
      2,
      /^ordered: the law has a constraint already/,
    ],
    ['flat data', model(x, 'observe(data.y, flat());'), 3, /flat\(\) is for what is sampled/],
    ['outside of a model', "sample('x', normal(0, 1));", 1, /^sample works inside a model only/],
    ['data outside of a model', 'const n = data.y.length;', 1, /^data\.y works inside a model only/],
    [
      'a weight for a law',
      model(x, 'observe(data.y, mixture([normal(0, 1)], [1, 2]));'),
      3,
      /^mixture: law 0 is the number 1; it must be a law/,
    ],
    ['a syntax error', model('const = 3;'), undefined, /Unexpected token/],
  ])('%s', (_, code, line, sentence) => {
    const fault = faultOf(code);
    expect(fault.message).toMatch(sentence);
    expect(fault.line).toBe(line);
  });
});

test('the words of other browsers are understood', () => {
  expect(explainFault('ReferenceError: nromal is not defined (line 3)', scopeNames)).toBe(
    'There is no nromal; did you mean normal? (line 3)',
  );
  expect(explainFault("Can't find variable: nromal", scopeNames)).toBe(
    'There is no nromal; did you mean normal?',
  );
  for (const early of [
    "Cannot access 'mu' before initialization",
    "can't access lexical declaration 'mu' before initialization",
  ]) {
    expect(explainFault(early, scopeNames)).toMatch(/^mu is used before it has a value/);
  }
});

test('data, sample and the others stand in scope by themselves, and names of the code win', () => {
  const code = `const normal = (sigma) => laplace(0, sigma);
model(() => {
  const x = sample('x', normal(2));
  observe(data.y, studentT(4, x, 1));
});`;
  const recipe = traceModelHere(code, data);
  expect(recipe.names).toContain('laplace');
  expect(recipe.names).not.toContain('normal');
});
