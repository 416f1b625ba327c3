// The methods for Bayes' theorem: joint tables, areas, conjugate pairs, evidence and model choice.

import { TractableError } from './errors.ts';
import type { Context, Key } from './methods.ts';
import { using } from './objects.ts';

/** A joint table of n rows and m columns; cells lie row by row. */
export interface JointTable {
  /** Probabilities, divided by their sum. */
  cells: Float64Array;
  rowMargin: Float64Array;
  columnMargin: Float64Array;
  /** p(column | row), (n, m): each row sums to 1; NaN where p(row) is 0. */
  columnsGivenRow: Float64Array;
  /** p(row | column), (n, m): each column sums to 1; NaN where p(column) is 0. */
  rowsGivenColumn: Float64Array;
  /** In nats. */
  entropy: number;
  mutualInformation: number;
  /** The largest |p(row, column) - p(row) p(column)|. */
  independenceGap: number;
  independent: boolean;
}

export type JointTableArgs =
  /** Probabilities that sum to 1 (to 1e-9), or counts. */
  | { rows: number; columns: number; cells: Float64Array; counts?: boolean }
  /** The product rule: p(row), and p(column | row) row by row. */
  | { prior: Float64Array; conditional: Float64Array };

export type VennShape = { x: number; y: number; radius: number } | { polygon: Float64Array };

export interface VennArgs {
  a: VennShape;
  b: VennShape;
  /** [low x, low y, high x, high y]: both shapes lie in it. */
  omega: Float64Array;
}

/** Probabilities of two events under the uniform law on omega. */
export interface VennAreas {
  /** The area of omega. */
  omega: number;
  a: number;
  b: number;
  both: number;
  either: number;
  aGivenB: number;
  bGivenA: number;
}

export interface Darts {
  x: Float64Array;
  y: Float64Array;
  /** 1 in a only, 2 in b only, 3 in both, 0 in neither. */
  region: Uint32Array;
}

/** A conjugate model with the numbers of its prior and its data. */
export interface ConjugateModels {
  beta_bernoulli: { prior: { a: number; b: number }; data: { successes: number; failures: number } };
  gamma_poisson: { prior: { shape: number; rate: number }; data: { y: Float64Array } };
  gamma_exponential: { prior: { shape: number; rate: number }; data: { y: Float64Array } };
  /** sigma is known: the posterior has it, too, to be the next prior. */
  normal_known_sd: { prior: { mean: number; sd: number; sigma: number }; data: { y: Float64Array } };
  normal_inverse_gamma: {
    prior: { mean: number; kappa: number; a: number; b: number };
    data: { y: Float64Array };
  };
  dirichlet_categorical: { prior: { alpha: Float64Array }; data: { counts: Float64Array } };
}
export type ConjugateModel = keyof ConjugateModels;

/** The models of one unknown number, whose evidence every road leads to. */
export type OneParameterModel = 'beta_bernoulli' | 'gamma_poisson' | 'gamma_exponential' | 'normal_known_sd';

type Of<M extends ConjugateModel> = {
  [K in M]: { model: K; prior: ConjugateModels[K]['prior']; data: ConjugateModels[K]['data'] };
}[M];

export interface ConjugateAnswer {
  /** The names of the prior's numbers. */
  posterior: Record<string, number | Float64Array>;
  /** log p(y), of the data in the order in which they came. */
  logEvidence: number;
  /** log of the number of orders (tosses, categories): add it for the evidence of the counts alone. */
  logOrders: number;
  /** The law of the next datum and its numbers: [p], [r, p], [shape, scale], [mean, sd], [df, loc, scale], [p_1, ...]. */
  predictive: {
    law: 'bernoulli' | 'negative_binomial' | 'lomax' | 'normal' | 'student_t' | 'categorical';
    parameters: Float64Array;
  };
}

export interface RegressionLaw {
  beta: Float64Array;
  /** (k, k), row by row: beta has the covariance s2 v. */
  v: Float64Array;
  a: number;
  b: number;
}

/** The running mean of p(y | theta) at growing numbers of draws, as logarithms. */
export interface EvidenceTrace {
  samples: Float64Array;
  logMean: Float64Array;
  /** Of logMean. */
  standardError: Float64Array;
  effectiveSize: number;
  /** The closed form. */
  exact: number;
}

export interface PolynomialArgs {
  x: Float64Array;
  y: Float64Array;
  /** 0 to 30. */
  degree: number;
  /** Where mean, sd and leastSquares are wanted. */
  grid?: Float64Array;
  xTest?: Float64Array;
  yTest?: Float64Array;
  /** The ends of the x axis. */
  low?: number;
  high?: number;
  /** The noise's standard deviation; 0: unknown, with an inverse gamma prior (a, b) of its square. */
  noise?: number;
  /** Of each coefficient of the orthonormal polynomials; in units of the noise where that is unknown. */
  priorSd?: number;
  a?: number;
  b?: number;
}

/** The names of the numbers of each law, in the core's order. */
const names: Record<ConjugateModel, { prior: string[]; data: string[] }> = {
  beta_bernoulli: { prior: ['a', 'b'], data: ['successes', 'failures'] },
  gamma_poisson: { prior: ['shape', 'rate'], data: ['y'] },
  gamma_exponential: { prior: ['shape', 'rate'], data: ['y'] },
  normal_known_sd: { prior: ['mean', 'sd', 'sigma'], data: ['y'] },
  normal_inverse_gamma: { prior: ['mean', 'kappa', 'a', 'b'], data: ['y'] },
  dirichlet_categorical: { prior: ['alpha'], data: ['counts'] },
};

const isArray = (name: string) => name === 'y' || name === 'counts' || name === 'alpha';

/** The numbers of a law or of data, as the core takes them. */
function flat(values: unknown, wanted: string[], what: string, where: string): Float64Array {
  const given = (values ?? {}) as Record<string, unknown>;
  const fault = (name: string, must: string) => {
    const message = `${where}: ${what}.${name} is ${String(given[name])}; it must be ${must}`;
    return new TractableError('invalid_argument', where, message);
  };
  if (wanted.length === 1 && isArray(wanted[0]!)) {
    const array = given[wanted[0]!];
    if (!(array instanceof Float64Array)) throw fault(wanted[0]!, 'a Float64Array');
    return array;
  }
  return Float64Array.from(wanted, (name) => {
    if (typeof given[name] !== 'number') throw fault(name, 'a number');
    return given[name];
  });
}

function namesOf(model: unknown, where: string) {
  if (typeof model === 'string' && Object.hasOwn(names, model)) return names[model as ConjugateModel];
  const known = Object.keys(names).join(', ');
  const message = `${where}: model is "${String(model)}"; it must be one of ${known}`;
  throw new TractableError('unknown_name', where, message);
}

/** Prior and data of a model as the core takes them. */
function numbersOf({ model, prior, data }: Of<ConjugateModel>, where: string): [Float64Array, Float64Array] {
  const { prior: ofPrior, data: ofData } = namesOf(model, where);
  return [flat(prior, ofPrior, 'prior', where), flat(data, ofData, 'data', where)];
}

const none = new Float64Array(0);

/** kMaxElements of wasm/border.hpp. */
const maxElements = 2 ** 24;

/** Draws in one call into the core: below a millisecond. */
const drawPiece = 4096;

/** A long run shows what it has so far this often. */
const chunkMilliseconds = 50;

/** As the core takes it: three numbers are a circle, more the corners of a polygon. */
function shapeOf(shape: VennShape, name: string, where: string): Float64Array {
  const { polygon, x, y, radius } = (shape ?? {}) as {
    polygon?: unknown;
    x?: unknown;
    y?: unknown;
    radius?: unknown;
  };
  if (polygon !== undefined) return polygon as Float64Array;
  if ([x, y, radius].every((each) => typeof each === 'number')) {
    return Float64Array.of(x as number, y as number, radius as number);
  }
  const what = `${name} is ${JSON.stringify(shape)}; it must be { x, y, radius } or { polygon }`;
  throw new TractableError('invalid_argument', where, `${where}: ${what}`);
}

export const bayesMethods = {
  /** A table of two variables with its margins, conditionals and how far from independent they are. */
  jointTable: (args: JointTableArgs, { core }: Context): JointTable => {
    if (!('prior' in args))
      return core.joint_table(args.rows, args.columns, args.cells, args.counts ?? false);
    const cells = core.joint_from_conditional(args.prior, args.conditional);
    return core.joint_table(args.prior.length, cells.length / args.prior.length, cells, false);
  },

  /** Bayes' rule for one observation: prior (n), likelihood p(seen | i), (n); their products, the sum, the posterior. */
  bayesRule: (
    { prior, likelihood }: { prior: Float64Array; likelihood: Float64Array },
    { core }: Context,
  ): { joint: Float64Array; evidence: number; posterior: Float64Array } => core.bayes_rule(prior, likelihood),

  /** Exact areas of two shapes and of what they share, as parts of omega. */
  vennAreas: ({ a, b, omega }: VennArgs, { core }: Context): VennAreas =>
    core.venn_areas(shapeOf(a, 'a', 'vennAreas'), shapeOf(b, 'b', 'vennAreas'), omega),

  /** `count` points uniform on omega, from `begin` on in the key's endless sequence, and where each lies. */
  vennDarts: (
    { a, b, omega, key, count, begin = 0 }: VennArgs & { key: Key; count: number; begin?: number },
    { core }: Context,
  ): Darts =>
    core.venn_darts(shapeOf(a, 'a', 'vennDarts'), shapeOf(b, 'b', 'vennDarts'), omega, key, count, begin),

  /** Posterior, evidence and predictive law of a conjugate model. */
  conjugate: (args: Of<ConjugateModel>, { core }: Context): ConjugateAnswer => {
    const { posterior, ...rest } = core.conjugate(args.model, ...numbersOf(args, 'conjugate'));
    const wanted = names[args.model].prior;
    const named = isArray(wanted[0]!)
      ? { [wanted[0]!]: posterior }
      : Object.fromEntries(wanted.map((name, i) => [name, posterior[i]!]));
    return { ...rest, posterior: named } as ConjugateAnswer;
  },

  /** The same of a regression with unknown noise; x (n, k) row by row. */
  conjugateRegression: (
    { prior: { beta, v, a, b }, x, y }: { prior: RegressionLaw; x: Float64Array; y: Float64Array },
    { core }: Context,
  ): RegressionLaw & { logEvidence: number } => core.conjugate_regression(beta, v, a, b, x, y),

  /** log p(the next datum is x_i) under a law of the prior's form; -Infinity outside its support. */
  conjugatePredictive: (
    {
      model,
      law,
      x,
    }: { model: Exclude<ConjugateModel, 'dirichlet_categorical'>; law: object; x: Float64Array },
    { core }: Context,
  ): Float64Array =>
    core.conjugate_predictive(model, flat(law, namesOf(model, 'conjugate').prior, 'law', 'conjugate'), x),

  /** Logarithms of the prior's density, the likelihood and the posterior's density at each theta. */
  conjugateCurves: (
    { theta, ...args }: Of<OneParameterModel> & { theta: Float64Array },
    { core }: Context,
  ): { logPrior: Float64Array; logLikelihood: Float64Array; logPosterior: Float64Array } =>
    core.conjugate_curves(args.model, ...numbersOf(args, 'conjugateCurves'), theta),

  /** The log evidence in closed form, by quadrature and by Laplace on two scales, with the maximum likelihood and BIC. */
  evidence: (args: Of<OneParameterModel>, { core }: Context) =>
    core.evidence(args.model, ...numbersOf(args, 'evidence')),

  /**
   * The evidence as the mean of the likelihood over draws from the prior, or from `proposal` with weights. Sends what it
   * has so far as chunks; `points` (up to 1000) numbers of draws, evenly spaced as logarithms.
   */
  evidenceMonteCarlo: async (
    {
      key,
      samples,
      proposal,
      points = 200,
      ...args
    }: Of<OneParameterModel> & { key: Key; samples: number; proposal?: object; points?: number },
    { core, job }: Context,
  ): Promise<EvidenceTrace> => {
    const where = 'evidenceMonteCarlo';
    const law =
      proposal === undefined ? none : flat(proposal, namesOf(args.model, where).prior, 'proposal', where);
    return using(core.make_evidence_run(args.model, ...numbersOf(args, where), key, law), async (run) => {
      // The core's own words for what is no number of draws.
      if (!(Number.isInteger(samples) && samples >= 0 && samples <= maxElements)) run.advance(samples);
      if (!(Number.isInteger(points) && points >= 1 && points <= 1000)) {
        const message = `${where}: points is ${String(points)}; it must be an integer from 1 to 1000`;
        throw new TractableError('invalid_argument', where, message);
      }
      const rows: [number, number, number][] = [];
      const trace = (): EvidenceTrace => ({
        samples: Float64Array.from(rows, (row) => row[0]),
        logMean: Float64Array.from(rows, (row) => row[1]),
        standardError: Float64Array.from(rows, (row) => row[2]),
        effectiveSize: run.state().effectiveSize,
        exact: run.state().exact,
      });
      let sent = performance.now();
      let done = 0;
      for (let i = 1; i <= points && done < samples; i++) {
        const next = Math.min(samples, Math.max(done + 1, Math.round(samples ** (i / points))));
        while (done < next) {
          const piece = Math.min(drawPiece, next - done);
          run.advance(piece);
          done += piece;
          await job.pause(done, samples);
        }
        const { logMean, standardError } = run.state();
        rows.push([done, logMean, standardError]);
        if (performance.now() - sent > chunkMilliseconds) {
          await job.send(trace());
          sent = performance.now();
        }
      }
      return trace();
    });
  },

  /** The beta prior of groups of tosses under which their numbers of successes are likeliest (type-II maximum likelihood). */
  fitBetaBinomial: (
    { successes, trials }: { successes: Float64Array; trials: Float64Array },
    { core }: Context,
  ) => core.fit_beta_binomial(successes, trials),

  /** A generalised linear model by maximum likelihood, with AIC and BIC; x (n, k) row by row. */
  fitGlm: (
    { family, x, y }: { family: 'normal' | 'logistic' | 'poisson'; x: Float64Array; y: Float64Array },
    { core }: Context,
  ) => core.fit_glm(family, x, y),

  /** A polynomial by Bayes and by least squares: evidence, predictive law on a grid, errors, BIC. */
  polynomialRegression: (
    {
      x,
      y,
      degree,
      grid = none,
      xTest = none,
      yTest = none,
      low = -1,
      high = 1,
      noise = 0,
      priorSd = 1,
      a = 1,
      b = 0.01,
    }: PolynomialArgs,
    { core }: Context,
  ) => {
    const options = flat(
      { low, high, noise, priorSd, a, b },
      ['low', 'high', 'noise', 'priorSd', 'a', 'b'],
      'options',
      'polynomialRegression',
    );
    return core.fit_polynomial(x, y, degree, grid, xTest, yTest, options);
  },

  /** The law of a Gaussian's hidden coordinates, given the others; covariance row by row. */
  conditionGaussian: (
    {
      mean,
      covariance,
      known,
      values,
    }: { mean: Float64Array; covariance: Float64Array; known: Uint32Array; values: Float64Array },
    { core }: Context,
  ): { hidden: Uint32Array; mean: Float64Array; covariance: Float64Array } =>
    core.condition_gaussian(mean, covariance, known, values),
};
