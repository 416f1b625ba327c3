// The picture of each entry of lessons/plan.yaml, by slug.

import * as beyond from './beyond.ts';
import * as first from './first.ts';
import * as flows from './flows.ts';
import * as generative from './generative.ts';
import type { Picture } from './pen.ts';
import * as sampling from './sampling.ts';
import * as variational from './variational.ts';

export const pictures: Record<string, Picture> = {
  gradients: first.gradients,
  bayes: first.bayes,
  evidence: first.evidence,
  'notebook-bayes': first.notebookBayes,
  sampling: sampling.sampling,
  'rejection-importance': sampling.rejection,
  'markov-chains': sampling.markovChains,
  hamiltonian: sampling.hamiltonian,
  'variational-inference': variational.variational,
  'expectation-gradients': variational.expectationGradients,
  spam: variational.spam,
  'notebook-spam': variational.notebookSpam,
  autoencoders: generative.autoencoders,
  vae: generative.vae,
  'vae-failures': generative.vaeFailures,
  'normalizing-flows': flows.flows,
  'coupling-splines': flows.coupling,
  'flow-posteriors': flows.flowPosteriors,
  'notebook-vae-flows': flows.notebookFlows,
  'bounds-priors': beyond.boundsPriors,
  'structured-posteriors': beyond.structuredPosteriors,
  'amortization-gap': beyond.amortizationGap,
  diffusion: flows.diffusion,
  arena: beyond.arena,
  playground: beyond.playground,
};
