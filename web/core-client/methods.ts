// What the page can ask the worker for: one function a method, (args, context) -> result. The types of `Client.call` are
// made from this table. Nothing here computes: it calls the core and cuts long work into pieces.

import type { SpecialFunction } from '$core/catalogue.ts';
import type { conjugateMethods } from './conjugate.ts';
import type { DrawSummary, densityMethods } from './density.ts';
import type { diagnosticsMethods } from './diagnostics.ts';
import type { distributionMethods } from './distribution.ts';
import type { EvidenceTrace, evidenceMethods } from './evidence.ts';
import { TractableError } from './errors.ts';
import type { gibbsMethods } from './gibbs.ts';
import type { graphMethods } from './graph.ts';
import type { jointMethods } from './joint.ts';
import type { Job } from './job.ts';
import type { Core } from './instance.ts';
import type { monteCarloMethods } from './montecarlo.ts';
import type { SamplerDraws, mcmcMethods } from './mcmc.ts';
import type { modelMethods } from './model.ts';
import type { multivariateMethods } from './multivariate.ts';
import type { networkMethods } from './networks.ts';
import type { regressionMethods } from './regression.ts';
import type { Objects } from './objects.ts';
import type { targetMethods } from './target.ts';
import type { VaeImputed, VaeProgress, vaeMethods } from './vae.ts';
import type { wordMethods } from './words.ts';
import { doubles, evaluate, fill, floats, pieceSize, type FillArgs } from './pieces.ts';

export interface Context {
  core: Core;
  objects: Objects;
  job: Job;
}

/** 64 bits that name a stream of random numbers, as two integers. */
export type Key = [number, number];

export type Numbers = Float64Array | Float32Array;

/** The type of the chunks that a method sends. */
export interface Chunks {
  drawSummary: DrawSummary;
  evidenceMonteCarlo: EvidenceTrace;
  samplerRun: SamplerDraws;
  vaeTrain: VaeProgress;
  vaeImpute: VaeImputed;
}

function isSingle(precision: FillArgs['precision'] = 'f64'): boolean {
  if (precision === 'f32' || precision === 'f64') return precision === 'f32';
  const message = `precision is "${String(precision)}"; it must be one of f64, f32`;
  throw new TractableError('unknown_name', 'fill', message);
}

export const methods = {
  /** What runs here. */
  info: (_: undefined, { core, objects }: Context) => ({
    instructionSet: core.instruction_set(),
    heapUsed: core.heap_used(),
    objects: objects.count,
  }),

  /** Traps, as a fault of the core would: for tests that a lost worker is replaced. */
  trap: (_: undefined, { core }: Context) => core.trap(),

  /** A special function of each number; the result has the argument's type. */
  special: ({ name, x }: { name: SpecialFunction; x: Numbers }, { core, job }: Context): Promise<Numbers> =>
    evaluate(x, pieceSize, (values) => core.special(name, values), job),

  keyFromSeed: ({ seed }: { seed: number }, { core }: Context): Key => core.key_from_seed(seed),
  split: ({ key, count }: { key: Key; count: number }, { core }: Context): Key[] => core.split(key, count),
  foldIn: ({ key, data }: { key: Key; data: number }, { core }: Context): Key => core.fold_in(key, data),

  /** `count` numbers uniform on (0, 1), from `begin` on in the key's endless sequence. */
  uniform: (args: FillArgs, { core, job }: Context): Promise<Numbers> =>
    isSingle(args.precision)
      ? fill(core.uniform_f32, floats, args, job)
      : fill(core.uniform_f64, doubles, args, job),

  /** `count` standard normal numbers. */
  normal: (args: FillArgs, { core, job }: Context): Promise<Numbers> =>
    isSingle(args.precision)
      ? fill(core.normal_f32, floats, args, job)
      : fill(core.normal_f64, doubles, args, job),
};

/** These and what groups.ts fetches. */
export type Methods = typeof methods &
  typeof conjugateMethods &
  typeof densityMethods &
  typeof diagnosticsMethods &
  typeof distributionMethods &
  typeof evidenceMethods &
  typeof gibbsMethods &
  typeof graphMethods &
  typeof jointMethods &
  typeof mcmcMethods &
  typeof modelMethods &
  typeof monteCarloMethods &
  typeof multivariateMethods &
  typeof networkMethods &
  typeof regressionMethods &
  typeof targetMethods &
  typeof vaeMethods &
  typeof wordMethods;
export type MethodName = keyof Methods;
