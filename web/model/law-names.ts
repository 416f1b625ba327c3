// The laws by name, in the words of a model.

import { modelLaws } from '$core/catalogue.ts';
import { camel } from '../trace/table.ts';

export const lawNames: readonly string[] = modelLaws.map(({ name }) => camel(name));
export const wrapperNames = [
  'flat',
  'ordered',
  'positiveOrdered',
  'simplex',
  'truncated',
  'mixture',
] as const;
