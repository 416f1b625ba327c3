// Who competes. A method is a row of this list: what it is called, where it cannot run, and how it spends its budget. One that
// is no Markov chain (a variational fit, a flow) stands here too, with a `run` of its own.

import type { KernelName, MetricAdaptation } from '$core/catalogue.ts';
import type { TargetFacts, TargetSpec } from '../core-client/target.ts';
import { runChainsOnBudget, type Contest, type Outcome } from './run.ts';

export interface Method {
  id: string;
  name: string;
  /** One line: what it does, and what was set. */
  how: string;
  /** What one evaluation is: of the log density, or of it with its gradient. */
  costs: 'density' | 'gradient';
  /** Why it cannot run on this target; undefined if it can. */
  unfit: (target: TargetSpec, facts: TargetFacts) => string | undefined;
  run: (contest: Contest) => Promise<Outcome>;
}

interface Kernel extends Omit<Method, 'unfit' | 'run'> {
  kernel: KernelName;
  options?: Record<string, number>;
  adaptation?: MetricAdaptation;
  /** Evaluations that a transition needs as a rule, on a target of so many coordinates: it sets how long warm-up is. */
  cost: (dim: number) => number;
  /** Whether that is a guess: trees and slices take as many as they need. */
  varies?: boolean;
  unfit?: Method['unfit'];
}

const sampler = ({
  kernel,
  options = {},
  adaptation = 'diagonal',
  cost,
  varies = false,
  unfit,
  ...rest
}: Kernel): Method => ({
  ...rest,
  unfit: unfit ?? (() => undefined),
  run: (contest) =>
    runChainsOnBudget(contest, { kernel, options, adaptation, cost: cost(contest.facts.dim), varies }),
});

/** A covariance of more coordinates takes longer to learn than any budget here lasts. */
const mostDense = 50;
const dense: Method['unfit'] = (_, { dim }) =>
  dim < 2
    ? 'there is nothing to correlate on the line'
    : dim > mostDense
      ? `a covariance matrix of ${dim} coordinates cannot be learnt in warm-up`
      : undefined;

export const methods: readonly Method[] = [
  sampler({
    id: 'random-walk',
    name: 'Random walk',
    how: 'Metropolis with a normal step; warm-up tunes the step and each coordinate’s scale.',
    costs: 'density',
    kernel: 'random_walk',
    cost: () => 1,
  }),
  sampler({
    id: 'random-walk-dense',
    name: 'Random walk (dense)',
    how: 'The same, with steps along the covariance that warm-up learns.',
    costs: 'density',
    kernel: 'random_walk',
    adaptation: 'dense',
    cost: () => 1,
    unfit: dense,
  }),
  sampler({
    id: 'independence',
    name: 'Independence',
    how: 'Proposals from one normal law around 0, wherever the chain stands; warm-up learns its scales.',
    costs: 'density',
    kernel: 'independence',
    cost: () => 1,
  }),
  sampler({
    id: 'slice',
    name: 'Slice',
    how: 'One coordinate after the other, along a slice that steps out and shrinks: no rejections.',
    costs: 'density',
    kernel: 'slice',
    cost: (dim) => 6 * dim,
    varies: true,
  }),
  sampler({
    id: 'mala',
    name: 'MALA',
    how: 'A random walk that leans up the gradient.',
    costs: 'gradient',
    kernel: 'mala',
    cost: () => 1,
  }),
  sampler({
    id: 'hmc',
    name: 'HMC',
    how: 'Sixteen leapfrog steps a transition.',
    costs: 'gradient',
    kernel: 'hmc',
    options: { steps: 16 },
    cost: () => 16,
  }),
  sampler({
    id: 'nuts',
    name: 'NUTS',
    how: 'Trajectories that end where they turn back; warm-up tunes the step and each coordinate’s scale.',
    costs: 'gradient',
    kernel: 'nuts',
    cost: () => 15,
    varies: true,
  }),
  sampler({
    id: 'nuts-dense',
    name: 'NUTS (dense)',
    how: 'The same, in the metric of the covariance that warm-up learns.',
    costs: 'gradient',
    kernel: 'nuts',
    adaptation: 'dense',
    cost: () => 15,
    varies: true,
    unfit: dense,
  }),
  sampler({
    id: 'log-normal-walk',
    name: 'Walk by factors',
    how: 'Multiplies by a log-normal factor, with Hastings’ ratio.',
    costs: 'density',
    kernel: 'log_normal_walk',
    cost: () => 1,
    unfit: ({ name }) => (name === 'gamma' ? undefined : 'it needs a target on the positive numbers'),
  }),
  sampler({
    id: 'pcn',
    name: 'pCN',
    how: 'Preconditioned Crank-Nicolson: proposals that leave a standard normal law alone, with Hastings’ ratio for the rest.',
    costs: 'density',
    kernel: 'pcn',
    options: { posterior: 1 },
    cost: () => 1,
  }),
];

export const methodIds = methods.map(({ id }) => id);
