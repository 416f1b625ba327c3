// The playground's examples, in the order in which they are offered.

import { autoregression } from './autoregression.ts';
import { changePoint } from './change-point.ts';
import { coin } from './coin.ts';
import type { Example } from './example.ts';
import { gaussianProcess } from './gaussian-process.ts';
import { hiddenMarkov } from './hidden-markov.ts';
import { logistic } from './logistic.ts';
import { mixture } from './mixture.ts';
import { regression } from './regression.ts';
import { robust } from './robust.ts';
import { schools, schoolsCentred } from './schools.ts';

export type { Example } from './example.ts';

export const examples: readonly Example[] = [
  coin,
  regression,
  schoolsCentred,
  schools,
  logistic,
  robust,
  mixture,
  hiddenMarkov,
  changePoint,
  autoregression,
  gaussianProcess,
];
