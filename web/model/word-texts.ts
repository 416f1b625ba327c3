// The texts of the language's words: a sentence for each, and lines that show it at work. Names and parameters of laws come
// from the core's list, as an argument: the page has it from the catalogue (words.ts), the build from the module itself
// (web/reference/plugin.ts).

import { camel } from '../trace/table.ts';

export type WordKind = 'statement' | 'law' | 'wrapper' | 'function';

export interface Word {
  name: string;
  kind: WordKind;
  /** As it is called: "normal(mu, sigma)". */
  signature: string;
  text: string;
  /** Of a law: where its values lie. */
  support?: string;
  /** Of a law: what its parameters may be, by name. */
  domains?: readonly (readonly [name: string, domain: string])[];
  /** The lines of a model that show it. */
  example: string;
  /** The data of these lines. */
  data?: Readonly<Record<string, unknown>>;
}

/** The code of a word's example. */
export const codeOf = ({ example, name }: Pick<Word, 'example' | 'name'>): string => {
  if (name === 'model') return example;
  const lines = example.split('\n').map((line) => `  ${line}`);
  const used = ['sample', 'observe', 'quantity', 'factor', 'data'].filter((each) =>
    new RegExp(`\\b${each}\\b(?!')`).test(example),
  );
  return `model(({ ${used.join(', ')} }) => {\n${lines.join('\n')}\n});\n`;
};

type Row = readonly [
  signature: string,
  text: string,
  example: string,
  data?: Readonly<Record<string, unknown>>,
];

const schools = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };

const statements: readonly Row[] = [
  [
    'model(f)',
    'Makes the model: f gets sample, observe, quantity, factor and data, and says what the model says. One a program.',
    `model(({ sample, observe, data }) => {
  const mu = sample('mu', normal(0, 5));
  const sigma = sample('sigma', halfNormal(5));
  observe(data.y, normal(mu, sigma));
});
`,
    { y: [4.2, 5.1, 3.8] },
  ],
  [
    'sample(name, law, size)',
    'A value that is not known, and what is believed of it. It is a number, n numbers for a size n, or a matrix for a size [rows, columns], and lies where its law allows: a positive law gives a positive value.',
    `const mu = sample('mu', normal(0, 5));
const theta = sample('theta', normal(mu, 1), 3);
const table = sample('table', normal(0, 1), [2, 3]);`,
  ],
  [
    'observe(data, law)',
    "The data, and the law that they were drawn from. observe('y', data, law) gives them another name.",
    `const p = sample('p', beta(2, 2));
observe(data.heads, bernoulli(p));`,
    { heads: [1, 0, 0, 1, 1, 1, 0, 1] },
  ],
  [
    'quantity(name, value, size)',
    'A value that is reported with the draws. It gives the value back, so that it can stand where it is used.',
    `const sigma = sample('sigma', halfNormal(1));
quantity('variance', square(sigma));`,
  ],
  [
    'factor(name, value, { likelihood })',
    'Adds a term to the log density. With { likelihood: true } its columns count as observations, one each.',
    `const x = sample('x', normal(0, 1), 2);
factor('near', mul(-8, square(sub(x[0], x[1]))));`,
  ],
  [
    'data',
    'The data, by the names that they were given: a number, an array, or an array of rows.',
    `const mu = sample('mu', normal(0, 10));
observe(data.y, normal(mu, data.sigma));`,
    schools,
  ],
];

/** A law's sentence, where its values lie, and lines. */
const lawRows: Readonly<
  Record<string, readonly [text: string, support: string, example: string, data?: Row[3]]>
> = {
  bernoulli: [
    'Yes or no, as 1 and 0, with the probability p of 1.',
    '0 or 1',
    `const p = sample('p', uniform(0, 1));\nobserve(data.y, bernoulli(p));`,
    { y: [1, 0, 1, 1] },
  ],
  bernoulli_logit: [
    'Yes or no, as 1 and 0; the probability of 1 is the sigmoid of the logit, and no logit is too large for it.',
    '0 or 1',
    `const a = sample('a', normal(0, 1), 2);\nobserve(data.y, bernoulliLogit(add(a[0], mul(a[1], data.x))));`,
    { y: [0, 0, 1, 1], x: [-2, -1, 1, 2] },
  ],
  binomial_logit: [
    'How many of n independent trials succeed; the probability of each is the sigmoid of the logit.',
    '0, 1, ..., n',
    `const logit = sample('logit', normal(0, 1));\nobserve(data.successes, binomialLogit(10, logit));`,
    { successes: [7, 4, 6] },
  ],
  poisson_log: [
    'How many events happen, where the rate is exp of the parameter.',
    '0, 1, 2, ...',
    `const a = sample('a', normal(0, 1), 2);\nobserve(data.counts, poissonLog(add(a[0], mul(a[1], data.x))));`,
    { counts: [1, 2, 6], x: [0, 1, 2] },
  ],
  beta: ['A probability; its mean is a / (a + b).', '0 to 1', `sample('p', beta(2, 5));`],
  binomial: [
    'How many of n independent trials succeed, each with probability p.',
    '0, 1, ..., n',
    `const p = sample('p', beta(1, 1));\nobserve(data.successes, binomial(10, p));`,
    { successes: [7, 4, 6] },
  ],
  categorical: [
    'One of K classes, counted from 0; the probabilities are softmax(logits). Where each value has K logits of its own, side by side, write categorical({ logits, classes: K }).',
    '0, 1, ..., K - 1',
    `const logits = sample('logits', normal(0, 1), 3);\nobserve(data.kind, categorical(logits));`,
    { kind: [0, 2, 2, 1] },
  ],
  cauchy: [
    'A law whose tails are so heavy that it has no mean.',
    'all numbers',
    `sample('x', cauchy(0, 1));`,
  ],
  dirichlet: [
    'Probabilities that sum to 1; alpha has a number for each.',
    'positive, with sum 1',
    `const p = sample('p', dirichlet([2, 2, 2]));\nquantity('first', p[0]);`,
  ],
  exponential: [
    'A waiting time with the given rate; its mean is 1 / rate.',
    'from 0 on',
    `sample('t', exponential(0.5));`,
  ],
  gamma: ['A positive number with mean shape / rate.', 'from 0 on', `sample('x', gamma(2, 1));`],
  geometric: [
    'How many trials it takes until the first succeeds, each with probability p.',
    '1, 2, 3, ...',
    `const p = sample('p', beta(2, 2));\nobserve(data.tries, geometric(p));`,
    { tries: [1, 4, 2] },
  ],
  half_cauchy: [
    'The upper half of a Cauchy law at 0: for scales of which little is known.',
    'from 0 on',
    `sample('tau', halfCauchy(5));`,
  ],
  half_normal: [
    'The upper half of a normal law at 0: for scales.',
    'from 0 on',
    `sample('sigma', halfNormal(2));`,
  ],
  inverse_gamma: [
    'The reciprocal of a gamma variable.',
    'from 0 on',
    `sample('variance', inverseGamma(3, 2));`,
  ],
  laplace: [
    'Two exponential laws back to back: a sharp peak at loc.',
    'all numbers',
    `sample('x', laplace(0, 1));`,
  ],
  lkj_cholesky: [
    "The lower Cholesky factor L of a correlation matrix L L'. All matrices are alike for eta = 1; larger eta draws towards independence.",
    'lower triangles with rows of length 1',
    `const L = sample('L', lkjCholesky(2), 2);\nquantity('correlation', L[2]);`,
  ],
  logistic: [
    'Like the normal law, with somewhat heavier tails; its distribution function is the sigmoid.',
    'all numbers',
    `sample('x', logistic(0, 1));`,
  ],
  lognormal: ['exp of a normal variable.', 'from 0 on', `sample('x', lognormal(0, 0.5));`],
  multinomial: [
    'How n trials fall into K classes; the probabilities are softmax(logits).',
    'counts with sum n',
    `const logits = sample('logits', normal(0, 1), 3);\nobserve(data.counts, multinomial(10, logits));`,
    { counts: [5, 3, 2] },
  ],
  multivariate_normal: [
    "A row of numbers with means mu and covariance L L', where the lower factor L is scaleTril, row by row.",
    'rows of numbers',
    `const x = sample('x', multivariateNormal([0, 0], [[1, 0], [0.8, 0.6]]));\nquantity('difference', sub(x[0], x[1]));`,
  ],
  multivariate_normal_diagonal: [
    'A row of independent normal numbers.',
    'rows of numbers',
    `sample('x', multivariateNormalDiagonal([0, 5], [1, 2]));`,
  ],
  neg_binomial: [
    "How many trials fail before r succeed, each with probability p: counts that vary more than Poisson's. Its mean is r (1 - p) / p.",
    '0, 1, 2, ...',
    `const mean = sample('mean', gamma(2, 0.5));\nobserve(data.counts, negBinomial(3, div(3, add(3, mean))));`,
    { counts: [0, 5, 2, 9] },
  ],
  normal: [
    'The bell curve with mean mu and standard deviation sigma.',
    'all numbers',
    `sample('x', normal(0, 1));`,
  ],
  poisson: [
    'How many events happen, where they happen independently at the given rate.',
    '0, 1, 2, ...',
    `const rate = sample('rate', gamma(2, 1));\nobserve(data.counts, poisson(rate));`,
    { counts: [3, 1, 4, 1, 5] },
  ],
  student_t: [
    'A bell with heavy tails: the fewer degrees of freedom df, the heavier.',
    'all numbers',
    `sample('x', studentT(4, 0, 1));`,
  ],
  uniform: ['Every number between low and high alike.', 'low to high', `sample('x', uniform(-1, 1));`],
};

const wrappers: readonly (readonly [...Row])[] = [
  [
    'flat({ low, high })',
    'A density of 1 everywhere, or between bounds: it says nothing of the value. Bounds are numbers or values. The prior then has no draws.',
    `const sigma = sample('sigma', flat({ low: 0 }));\nobserve(data.y, normal(0, sigma));`,
    { y: [1.2, -0.4, 2.1] },
  ],
  [
    'ordered(law)',
    'Numbers that increase: x[0] < x[1] < ... The means of a mixture are told apart so.',
    `sample('mu', ordered(normal(0, 3)), 3);`,
  ],
  [
    'positiveOrdered(law)',
    'Positive numbers that increase.',
    `sample('rate', positiveOrdered(gamma(2, 1)), 3);`,
  ],
  [
    'simplex(flat())',
    'Probabilities that sum to 1, every such row alike; the size says how many.',
    `const p = sample('p', simplex(flat()), 3);\nobserve(data.kind, categorical(log(p)));`,
    { kind: [0, 2, 2, 1] },
  ],
  [
    'truncated(law, { low, high })',
    'The law cut off at the bounds, its density divided by the probability between them.',
    `sample('x', truncated(normal(0, 1), { low: 0.5 }));`,
  ],
  [
    'mixture(weights, [law, law])',
    'One of the laws, each with its probability; which one is summed out. mixture({ logits }, laws) takes logits.',
    `const mu = sample('mu', ordered(normal(0, 3)), 2);\nobserve(data.y, mixture([0.4, 0.6], [normal(mu[0], 1), normal(mu[1], 1)]));`,
    { y: [-2.1, 3.3, 2.8, -1.7] },
  ],
];

const numbers = (law: string, size = '') => `const x = sample('x', ${law}${size});\n`;
const plain = (name: string, law = 'normal(0, 1)') => `${numbers(law, ', 3')}quantity('y', ${name}(x));`;
const two = (name: string) => `${numbers('normal(0, 1)', ', 2')}quantity('y', ${name}(x[0], x[1]));`;

const functions: readonly Row[] = [
  ['abs(x)', 'The absolute value.', plain('abs')],
  ['add(a, b)', 'a + b.', two('add')],
  [
    'at(x, i)',
    'Column i, counted from 0; x[i] is the same.',
    `${numbers('normal(0, 1)', ', 3')}quantity('last', at(x, 2));`,
  ],
  ['atan(x)', 'The arc tangent, in radians.', plain('atan')],
  [
    'call(name, operands, options)',
    "A function of the core's catalogue by its name there.",
    `${numbers('normal(0, 1)', ', 3')}quantity('density', call('normal.log_prob', [x, 0, 1]), 3);`,
  ],
  [
    'callMany(name, results, operands, options)',
    'The same for a function with several results.',
    `${numbers('normal(0, 1)', ', 3')}const [y, logDet] = callMany('ordered.forward', 2, [x], { size: 3 });\nquantity('y', y, 3);\nquantity('logDet', logDet, 1);`,
  ],
  [
    'choleskyEach(a, n)',
    "The lower factor L of A = L L', for an n by n matrix that lies row by row.",
    `const rho = sample('rho', uniform(-1, 1));\nquantity('L', choleskyEach([1, rho, rho, 1], 2), [2, 2]);`,
  ],
  [
    'clamp(x, low, high)',
    'x held between two numbers.',
    `${numbers('normal(0, 2)', ', 3')}quantity('y', clamp(x, -1, 1));`,
  ],
  [
    'concat(a, b, ...)',
    'All columns side by side; an array does the same.',
    `${numbers('normal(0, 1)')}quantity('y', concat(x, square(x), 1));`,
  ],
  ['cos(x)', 'The cosine of radians.', plain('cos')],
  [
    'cumsum(x)',
    'Sums of the first 1, 2, 3 ... columns: a random walk from its steps.',
    `${numbers('normal(0, 1)', ', 4')}quantity('walk', cumsum(x));`,
  ],
  ['deviance(x)', '(1 + x) log(1 + x) - x, exact also near 0.', plain('deviance', 'exponential(1)')],
  ['digamma(x)', 'The derivative of lgamma.', plain('digamma', 'gamma(2, 1)')],
  ['div(a, b)', 'a / b.', two('div')],
  [
    'dot(a, b)',
    'The sum of the products a[i] b[i].',
    `const w = sample('w', normal(0, 1), 3);\nquantity('y', dot(w, [1, 2, 3]));`,
  ],
  ['erf(x)', 'The error function.', plain('erf')],
  ['erfc(x)', '1 - erf(x), exact also where it is small.', plain('erfc')],
  ['erfcx(x)', 'exp(x^2) erfc(x).', plain('erfcx')],
  ['exp(x)', 'e to the power x.', plain('exp')],
  [
    'expand(x, rows, cols)',
    "x copied to this shape; rows are a number or 'batch'.",
    `${numbers('normal(0, 1)')}quantity('y', expand(x, 'batch', 3));`,
  ],
  ['expm1(x)', 'exp(x) - 1, exact also near 0.', plain('expm1')],
  [
    'floor(x)',
    'The next whole number below. Its gradient is 0.',
    `${numbers('normal(0, 3)', ', 3')}quantity('y', floor(x));`,
  ],
  [
    'gather(x, index)',
    'The columns index[0], index[1] ..., counted from 0; x[index] is the same. So each observation gets the parameter of its group.',
    `const theta = sample('theta', normal(0, 1), 2);\nobserve(data.y, normal(gather(theta, data.group), 1));`,
    { y: [0.3, 1.2, -0.8], group: [0, 1, 0] },
  ],
  ['greater(a, b)', '1 where a > b, else 0.', two('greater')],
  ['less(a, b)', '1 where a < b, else 0.', two('less')],
  [
    'lgamma(x)',
    'The logarithm of the gamma function: lgamma(n + 1) is log n!.',
    plain('lgamma', 'gamma(2, 1)'),
  ],
  [
    'linearRecurrence(x, a)',
    'y[t] = x[t] + a[0] y[t - 1] + a[1] y[t - 2] + ...: an autoregressive series from its noise.',
    `const noise = sample('noise', normal(0, 1), 5);\nquantity('series', linearRecurrence(noise, [0.9]));`,
  ],
  ['log(x)', 'The natural logarithm.', plain('log', 'exponential(1)')],
  ['log1p(x)', 'log(1 + x), exact also near 0.', plain('log1p', 'exponential(1)')],
  ['logSigmoid(x)', 'log(sigmoid(x)), exact also where it is small.', plain('logSigmoid')],
  [
    'logSoftmax(x, group)',
    'log(softmax(x)): of all columns, or of each group of so many.',
    plain('logSoftmax'),
  ],
  [
    'logProb(law, x)',
    'The log density of the law at x, or the log probability of a discrete one.',
    `const mu = sample('mu', normal(0, 2));\nfactor('y', logProb(normal(mu, 1), data.y), { likelihood: true });`,
    { y: [0.4, 1.9, 1.1] },
  ],
  [
    'logSumExp(x, group)',
    'log of the sum of exp(x): of all columns, or of each group of so many. It sums out what is discrete.',
    plain('logSumExp'),
  ],
  [
    'matVec(X, beta)',
    'X times beta for a matrix X of data: a number for each of its rows.',
    `const beta = sample('beta', normal(0, 1), 2);\nobserve(data.y, normal(matVec(data.X, beta), 1));`,
    {
      X: [
        [1, 0.5],
        [1, 2],
        [1, 3.5],
      ],
      y: [0.2, 1.4, 2.9],
    },
  ],
  [
    'matmul(a, b, transpose)',
    "The product of a row and a matrix of data; transpose is 'none', 'a', 'b' or 'both'.",
    `const w = sample('w', normal(0, 1), 2);\nquantity('y', matmul(w, [[1, 2, 3], [4, 5, 6]]));`,
  ],
  [
    'matmulEach(a, b, r, k, c, transpose)',
    'The product of an r by k and a k by c matrix, both values that lie row by row.',
    `const L = sample('L', lkjCholesky(2), 2);\nquantity('R', matmulEach(L, L, 2, 2, 2, 'b'), [2, 2]);`,
  ],
  ['max(a, b)', 'The larger of the two.', two('max')],
  ['maxCols(x, group)', 'The largest column, of all or of each group of so many.', plain('maxCols')],
  ['mean(x)', 'The mean of all columns.', plain('mean')],
  ['min(a, b)', 'The smaller of the two.', two('min')],
  ['mul(a, b)', 'a times b.', two('mul')],
  ['neg(x)', '-x.', plain('neg')],
  ['normalLogCdf(x)', 'The logarithm of the standard normal distribution function.', plain('normalLogCdf')],
  ['normalPpf(p)', 'The quantile of the standard normal law.', plain('normalPpf', 'uniform(0, 1)')],
  [
    'polygamma(n, x)',
    'The n-th derivative of digamma, n from 0 to 4.',
    `${numbers('gamma(2, 1)')}quantity('y', polygamma(1, x));`,
  ],
  ['pow(a, b)', 'a to the power b.', `${numbers('exponential(1)', ', 3')}quantity('y', pow(x, 1.5));`],
  ['productError(a, b)', 'What rounding takes from the product a b.', two('productError')],
  ['reciprocal(x)', '1 / x.', plain('reciprocal')],
  ['relu(x)', 'x where it is positive, else 0.', plain('relu')],
  [
    'reshape(x, rows, cols)',
    'A matrix of data with other rows and columns.',
    `${numbers('normal(0, 1)', ', 2')}quantity('y', matmul(x, reshape([1, 2, 3, 4], 2, 2)));`,
  ],
  [
    'scatterAdd(x, index, cols)',
    'Sums by group: column index[j] of the result gets column j of x.',
    `${numbers('normal(0, 1)', ', 4')}quantity('sums', scatterAdd(x, [0, 1, 0, 1], 2));`,
  ],
  [
    'select(condition, a, b)',
    'a where the condition is not 0, else b: instead of an if.',
    `${numbers('normal(0, 1)', ', 3')}quantity('y', select(greater(x, 0), x, mul(0.1, x)));`,
  ],
  ['sigmoid(x)', '1 / (1 + exp(-x)): a probability from its logit.', plain('sigmoid')],
  ['sign(x)', '1, 0 or -1.', plain('sign')],
  ['sin(x)', 'The sine of radians.', plain('sin')],
  [
    'slice(x, first, count)',
    'count columns from the column first on.',
    `${numbers('normal(0, 1)', ', 4')}quantity('middle', slice(x, 1, 2));`,
  ],
  [
    'softmax(x, group)',
    'exp(x), divided by its sum: probabilities from logits, of all columns or of each group.',
    plain('softmax'),
  ],
  ['softplus(x)', 'log(1 + exp(x)): smooth, and positive.', plain('softplus')],
  [
    'solveLowerEach(L, b, n, c)',
    'The solution y of L y = b for a lower triangular n by n matrix; b has n rows and c columns.',
    `const L = sample('L', lkjCholesky(2), 2);\nquantity('y', solveLowerEach(L, [1, 2], 2, 1));`,
  ],
  ['sqrt(x)', 'The square root.', plain('sqrt', 'exponential(1)')],
  ['square(x)', 'x times x.', plain('square')],
  ['stirling(x)', "What Stirling's formula lacks to lgamma.", plain('stirling', 'gamma(2, 1)')],
  ['stopGradient(x)', 'x, but its gradient is 0.', plain('stopGradient')],
  ['sub(a, b)', 'a - b.', two('sub')],
  ['sum(x)', 'The sum of all columns.', plain('sum')],
  [
    'sumCols(x, group)',
    'The sum of all columns, or of each group of so many.',
    `${numbers('normal(0, 1)', ', 4')}quantity('pairs', sumCols(x, 2));`,
  ],
  ['tanh(x)', 'The hyperbolic tangent.', plain('tanh')],
  [
    'transposeEach(x, r, c)',
    'The transpose of an r by c matrix that lies row by row.',
    `${numbers('normal(0, 1)', ', [2, 3]')}quantity('y', transposeEach(x, 2, 3), [3, 2]);`,
  ],
];

const wordOf =
  (kind: WordKind) =>
  ([signature, text, example, data]: Row): Word => ({
    name: /^\w+/.exec(signature)![0],
    kind,
    signature,
    text,
    example,
    ...(data && { data }),
  });

const domainWords: Readonly<Record<string, string>> = {
  real: 'any number',
  positive: 'positive',
  probability: 'from 0 to 1',
  count: 'a whole number from 0 on',
};
const shapeWords: Readonly<Record<string, string>> = {
  row: 'a row, each ',
  matrix: 'a matrix, each ',
  number: '',
};

function lawWord(row: LawFacts): Word {
  const name = camel(row.name);
  const { parameters } = row;
  const [text, support, example, data] = lawRows[row.name] ?? [
    'A law of the core.',
    '',
    `sample('x', ${name}(${parameters.map(() => 1).join(', ')}));`,
  ];
  return {
    name,
    kind: 'law',
    signature: `${name}(${parameters.map((each) => camel(each.name)).join(', ')})`,
    text,
    support,
    domains: parameters.map((each) => [
      camel(each.name),
      (shapeWords[each.shape] ?? '') + (domainWords[each.domain] ?? each.domain),
    ]),
    example,
    ...(data && { data }),
  };
}

/** A law of the core's list. */
export interface LawFacts {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly domain: string; readonly shape: string }[];
}

/** In the order of the reference page: statements, laws, wrappers, functions. */
export const wordsOf = (laws: readonly LawFacts[]): readonly Word[] => [
  ...statements.map(wordOf('statement')),
  ...laws.map(lawWord),
  ...wrappers.map(wordOf('wrapper')),
  ...functions.map(wordOf('function')),
];
