// All methods of the worker in one table, for tests that call them without a worker.

import { conjugateMethods } from '../../web/core-client/conjugate.ts';
import { densityMethods } from '../../web/core-client/density.ts';
import { diagnosticsMethods } from '../../web/core-client/diagnostics.ts';
import { distributionMethods } from '../../web/core-client/distribution.ts';
import { evidenceMethods } from '../../web/core-client/evidence.ts';
import { gibbsMethods } from '../../web/core-client/gibbs.ts';
import { graphMethods } from '../../web/core-client/graph.ts';
import { jointMethods } from '../../web/core-client/joint.ts';
import { mcmcMethods } from '../../web/core-client/mcmc.ts';
import { methods as ownMethods, type Methods } from '../../web/core-client/methods.ts';
import { modelMethods } from '../../web/core-client/model.ts';
import { monteCarloMethods } from '../../web/core-client/montecarlo.ts';
import { multivariateMethods } from '../../web/core-client/multivariate.ts';
import { networkMethods } from '../../web/core-client/networks.ts';
import { regressionMethods } from '../../web/core-client/regression.ts';
import { targetMethods } from '../../web/core-client/target.ts';
import { vaeMethods } from '../../web/core-client/vae.ts';
import { wordMethods } from '../../web/core-client/words.ts';

export const methods: Methods = {
  ...ownMethods,
  ...conjugateMethods,
  ...densityMethods,
  ...diagnosticsMethods,
  ...distributionMethods,
  ...evidenceMethods,
  ...gibbsMethods,
  ...graphMethods,
  ...jointMethods,
  ...mcmcMethods,
  ...modelMethods,
  ...monteCarloMethods,
  ...multivariateMethods,
  ...networkMethods,
  ...regressionMethods,
  ...targetMethods,
  ...vaeMethods,
  ...wordMethods,
};
