// The local rule of each operation, in words and as a formula. The numbers that belong to it come from the core.

export interface Rule {
  /** One for each operand: the slope of the result towards it; a, b, c are the operands, y the result. */
  slopes: readonly string[];
  words: string;
}

export const rules: Readonly<Record<string, Rule>> = {
  add: { slopes: ['1', '1'], words: 'A sum passes the adjoint on, unchanged, to both.' },
  sub: {
    slopes: ['1', '−1'],
    words: 'A difference passes the adjoint on, with a minus to what is taken away.',
  },
  mul: { slopes: ['b', 'a'], words: 'A product hands each factor the adjoint times the other factor.' },
  div: { slopes: ['1 / b', '−y / b'], words: 'A quotient divides the adjoint by the denominator.' },
  neg: { slopes: ['−1'], words: 'A minus turns the adjoint round.' },
  pow: { slopes: ['b · y / a', 'y · log a'], words: 'A power brings its exponent down.' },
  reciprocal: { slopes: ['−y²'], words: 'One over a: minus the square of the result.' },
  sqrt: { slopes: ['1 / (2 y)'], words: 'A root is flat where it is large, and steep near 0.' },
  exp: { slopes: ['y'], words: 'The exponential is its own slope.' },
  expm1: { slopes: ['y + 1'], words: 'Like the exponential, whose slope is its value.' },
  log: { slopes: ['1 / a'], words: 'The logarithm’s slope is one over what went in.' },
  log1p: { slopes: ['1 / (1 + a)'], words: 'Like the logarithm, of 1 + a.' },
  sin: { slopes: ['cos a'], words: 'The sine’s slope is the cosine.' },
  cos: { slopes: ['−sin a'], words: 'The cosine’s slope is minus the sine.' },
  tanh: { slopes: ['1 − y²'], words: 'The hyperbolic tangent is flat where it is near ±1.' },
  atan: { slopes: ['1 / (1 + a²)'], words: 'The arc tangent is flat far out.' },
  erf: { slopes: ['2 exp(−a²) / √π'], words: 'The error function’s slope is a bell.' },
  sigmoid: { slopes: ['y · (1 − y)'], words: 'The sigmoid is steepest at one half.' },
  softplus: { slopes: ['sigmoid(a)'], words: 'The softplus’ slope is the sigmoid.' },
  abs: {
    slopes: ['sign a'],
    words: 'The absolute value passes the adjoint on with the sign; at 0 it passes nothing.',
  },
  relu: { slopes: ['1 if a > 0, else 0'], words: 'A gate: open above 0, shut below.' },
  max: {
    slopes: ['1 if a wins', '1 if b wins'],
    words: 'The larger one gets the adjoint, the other nothing.',
  },
  min: {
    slopes: ['1 if a wins', '1 if b wins'],
    words: 'The smaller one gets the adjoint, the other nothing.',
  },
  select: {
    slopes: ['0', '1 if chosen', '1 if chosen'],
    words: 'The branch that was taken gets the adjoint.',
  },
  greater: { slopes: ['0', '0'], words: 'A comparison jumps and is flat on both sides: slope 0.' },
  sign: { slopes: ['0'], words: 'A sign jumps and is flat on both sides: slope 0.' },
};

export const ruleOf = (op: string): Rule =>
  rules[op] ?? { slopes: [], words: 'Its local slopes come from the core.' };
