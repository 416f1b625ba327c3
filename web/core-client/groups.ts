// The methods that many a page never asks for: each group is a script of its own, fetched when one of them is first called.
// A test compares the names with what the groups hold.

import type { Methods } from './methods.ts';

interface Group {
  names: readonly (keyof Methods)[];
  load: () => Promise<object>;
}

export const groups: readonly Group[] = [
  {
    names: [
      'drawSummary',
      'bandwidth',
      'kdeCreate',
      'kdeDensity',
      'kdeLogDensity',
      'kdeCdf',
      'kdeSf',
      'kdePpf',
      'kdeSample',
      'kdeQuantileSteps',
      'kdeLeaveOneOut',
      'moments',
      'ksFromUniform',
      'ksBound',
      'ksTwoSamples',
      'readCsv',
      'kdeDelete',
    ],
    load: async () => (await import('./density.ts')).densityMethods,
  },
  {
    names: ['jointTable', 'bayesRule', 'vennAreas', 'vennDarts'],
    load: async () => (await import('./joint.ts')).jointMethods,
  },
  {
    names: [
      'conjugate',
      'conjugatePredictive',
      'conjugateCurves',
      'exponentialFamily',
      'exponentialNatural',
      'exponentialCurves',
      'exponentialDraws',
      'exponentialPrior',
    ],
    load: async () => (await import('./conjugate.ts')).conjugateMethods,
  },
  {
    names: ['evidence', 'evidenceMonteCarlo', 'fitBetaBinomial'],
    load: async () => (await import('./evidence.ts')).evidenceMethods,
  },
  {
    names: ['conjugateRegression', 'fitGlm', 'polynomialRegression', 'conditionGaussian'],
    load: async () => (await import('./regression.ts')).regressionMethods,
  },
  {
    names: [
      'chainSummary',
      'chainSummaries',
      'chainQuantiles',
      'autocorrelation',
      'energyFraction',
      'rankHistogram',
      'rankEcdf',
      'ecdfBand',
      'rankTest',
      'loo',
      'looCompare',
      'wasserstein',
      'wassersteinToQuantiles',
      'energyDistance',
    ],
    load: async () => (await import('./diagnostics.ts')).diagnosticsMethods,
  },
  {
    names: [
      'dSeparation',
      'gaussianNetwork',
      'gaussianLevels',
      'gaussianLevelsEvidence',
      'chiSquareTwoSamples',
    ],
    load: async () => (await import('./networks.ts')).networkMethods,
  },
  {
    names: ['distributions', 'distribution', 'distributionSample', 'distributionMoments', 'distributionKl'],
    load: async () => (await import('./distribution.ts')).distributionMethods,
  },
  {
    names: [
      'graphCreate',
      'graphEvaluate',
      'graphSetInput',
      'graphTime',
      'graphNotFinite',
      'graphInspect',
      'graphPrint',
      'graphDelete',
    ],
    load: async () => (await import('./graph.ts')).graphMethods,
  },
  {
    names: [
      'lineTargets',
      'lineCurves',
      'darts',
      'ballDarts',
      'ballLadder',
      'importance',
      'psis',
      'adaptiveDraws',
      'runningWeights',
      'repeatedMeans',
      'quieter',
      'dataset2dList',
      'dataset2d',
      'dataset2dLogProb',
      'dataset2dFacts',
    ],
    load: async () => (await import('./montecarlo.ts')).monteCarloMethods,
  },
  {
    names: [
      'gibbsCreate',
      'subsampledCreate',
      'sgldCreate',
      'subsampledLaws',
      'mixtureConditionals',
      'finiteChain',
      'finiteLaws',
      'finitePath',
      'metropolisMatrix',
    ],
    load: async () => (await import('./gibbs.ts')).gibbsMethods,
  },
  {
    names: [
      'kernels',
      'samplerCreate',
      'samplerRun',
      'samplerStep',
      'samplerState',
      'samplerTune',
      'samplerSave',
      'samplerRestore',
      'samplerDelete',
      'leapfrogPath',
    ],
    load: async () => (await import('./mcmc.ts')).mcmcMethods,
  },
  {
    names: [
      'modelFacts',
      'modelUnconstrain',
      'modelLogJoint',
      'modelLogLikelihood',
      'modelPredict',
      'modelPrior',
    ],
    load: async () => (await import('./model.ts')).modelMethods,
  },
  {
    names: ['targets', 'targetFacts', 'targetMoments', 'targetDensity', 'targetQuantities', 'targetSample'],
    load: async () => (await import('./target.ts')).targetMethods,
  },
  {
    names: [
      'multivariates',
      'multivariateLogProb',
      'multivariateSample',
      'multivariateMoments',
      'multivariateKl',
      'mixture',
      'mixtureSample',
      'mixtureMoments',
      'mixtureResponsibilities',
    ],
    load: async () => (await import('./multivariate.ts')).multivariateMethods,
  },
  {
    names: ['tokenize', 'vocabulary', 'countWords'],
    load: async () => (await import('./words.ts')).wordMethods,
  },
  {
    names: [
      'vaeCreate',
      'vaeTrain',
      'vaeSet',
      'vaeSave',
      'vaeRestore',
      'vaeUseBest',
      'vaeGoOn',
      'vaeWeights',
      'vaeEncode',
      'vaeDecode',
      'vaeReconstruct',
      'vaeDraw',
      'vaeLosses',
      'vaeImpute',
      'vaeMeasures',
      'vaeInformation',
      'vaeSample',
      'vaeInterpolate',
      'vaeBlend',
      'vaeGrid',
      'vaePca',
      'vaeDelete',
    ],
    load: async () => (await import('./vae.ts')).vaeMethods,
  },
];

/** The method of that name in one of the groups. */
export async function groupedMethod(name: string): Promise<unknown> {
  const group = groups.find(({ names }) => (names as readonly string[]).includes(name));
  return group && ((await group.load()) as Record<string, unknown>)[name];
}
