// The conjugate models by name, and the numbers of their priors and data as the core takes them.

import { TractableError } from './errors.ts';

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

export type Of<M extends ConjugateModel> = {
  [K in M]: { model: K; prior: ConjugateModels[K]['prior']; data: ConjugateModels[K]['data'] };
}[M];

/** The names of the numbers of each law, in the core's order. */
export const names: Record<ConjugateModel, { prior: string[]; data: string[] }> = {
  beta_bernoulli: { prior: ['a', 'b'], data: ['successes', 'failures'] },
  gamma_poisson: { prior: ['shape', 'rate'], data: ['y'] },
  gamma_exponential: { prior: ['shape', 'rate'], data: ['y'] },
  normal_known_sd: { prior: ['mean', 'sd', 'sigma'], data: ['y'] },
  normal_inverse_gamma: { prior: ['mean', 'kappa', 'a', 'b'], data: ['y'] },
  dirichlet_categorical: { prior: ['alpha'], data: ['counts'] },
};

export const isArray = (name: string) => name === 'y' || name === 'counts' || name === 'alpha';

/** The numbers of a law or of data, as the core takes them. */
export function flat(values: unknown, wanted: string[], what: string, where: string): Float64Array {
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

export function namesOf(model: unknown, where: string) {
  if (typeof model === 'string' && Object.hasOwn(names, model)) return names[model as ConjugateModel];
  const known = Object.keys(names).join(', ');
  const message = `${where}: model is "${String(model)}"; it must be one of ${known}`;
  throw new TractableError('unknown_name', where, message);
}

/** Prior and data of a model as the core takes them. */
export function numbersOf(
  { model, prior, data }: Of<ConjugateModel>,
  where: string,
): [Float64Array, Float64Array] {
  const { prior: ofPrior, data: ofData } = namesOf(model, where);
  return [flat(prior, ofPrior, 'prior', where), flat(data, ofData, 'data', where)];
}
