import { expect, test } from 'vitest';
import { traceModelHere } from '../../../web/model/here.ts';
import { rowsOf } from '../trace/support.ts';

const schools = { y: [28, 8, -3, 7, -1, 1, 18, 12], sigma: [15, 10, 16, 11, 9, 11, 10, 18] };
const code = `model(({ sample, observe, quantity, data }) => {
  const mu = sample('mu', normal(0, 5));
  const tau = sample('tau', halfCauchy(5));
  const z = sample('z', normal(0, 1), data.y.length);
  const theta = quantity('theta', add(mu, mul(tau, z)));
  observe(data.y, normal(theta, data.sigma));
});`;

test('eight schools', () => {
  const recipe = traceModelHere(code, schools);
  expect(rowsOf(recipe)).toEqual([
    '0',
    '5',
    'sample mu ~ normal(0, 1) [1, 1]',
    'sample tau ~ half_cauchy(1) [1, 1]',
    '1',
    'sample z ~ normal(0, 4) [1, 8]',
    'mul(3, 5)',
    'add(2, 6)',
    'quantity theta 7 [1, 8]',
    'data (1, 8) 15 10 16 11 9 11 10 18',
    'data (1, 8) 28 8 -3 7 -1 1 18 12',
    'observe y ~ normal(7, 9) of 10',
    'return ',
  ]);
  expect([...recipe.lines]).toEqual([2, 2, 2, 3, 4, 4, 5, 5, 5, 6, 6, 6]);
});
