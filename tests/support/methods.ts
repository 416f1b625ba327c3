// All methods of the worker in one table, for tests that call them without a worker.

import { bayesMethods } from '../../web/core-client/bayes.ts';
import { densityMethods } from '../../web/core-client/density.ts';
import { diagnosticsMethods } from '../../web/core-client/diagnostics.ts';
import { distributionMethods } from '../../web/core-client/distribution.ts';
import { gibbsMethods } from '../../web/core-client/gibbs.ts';
import { graphMethods } from '../../web/core-client/graph.ts';
import { mcmcMethods } from '../../web/core-client/mcmc.ts';
import { methods as ownMethods, type Methods } from '../../web/core-client/methods.ts';
import { monteCarloMethods } from '../../web/core-client/montecarlo.ts';
import { multivariateMethods } from '../../web/core-client/multivariate.ts';
import { targetMethods } from '../../web/core-client/target.ts';
import { networkMethods } from '../../web/core-client/networks.ts';

export const methods: Methods = {
  ...ownMethods,
  ...bayesMethods,
  ...densityMethods,
  ...diagnosticsMethods,
  ...distributionMethods,
  ...gibbsMethods,
  ...graphMethods,
  ...mcmcMethods,
  ...targetMethods,
  ...monteCarloMethods,
  ...multivariateMethods,
  ...networkMethods,
};
