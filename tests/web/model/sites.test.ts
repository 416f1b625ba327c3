// Which records the sites of a model become.

import { describe, expect, test } from 'vitest';
import { language, traceModelHere, type ModelFunction } from '../../../web/model/here.ts';
import { rowsOf } from '../trace/support.ts';

const {
  add,
  categorical,
  dirichlet,
  exp,
  flat,
  gather,
  logProb,
  matVec,
  mixture,
  multivariateNormal,
  normal,
} = language;
const { ordered, poisson, positiveOrdered, simplex, truncated } = language;

/** The records but numbers and data. */
const sites = (f: ModelFunction, data = {}) =>
  rowsOf(traceModelHere(f, data)).filter((row) => /^(sample|observe|factor|quantity|law)/.test(row));

describe('sizes', () => {
  test('one, n, [rows, columns], or those of the parameters', () => {
    const rows = sites(({ sample }) => {
      sample('a', normal(0, 1));
      sample('b', normal(0, 1), 3);
      sample('c', normal(0, 1), [2, 3]);
      sample('d', normal([1, 2, 3, 4], 1));
      sample('e', dirichlet([1, 1, 1]));
      sample('f', dirichlet([1, 1, 1]), 2);
      sample('g', multivariateNormal([0, 0], [1, 0, 0, 1]), 5);
    });
    expect(rows.map((row) => /\[\d+, \d+\]$/.exec(row)![0])).toEqual([
      '[1, 1]',
      '[1, 3]',
      '[2, 3]',
      '[1, 4]',
      '[1, 3]',
      '[2, 3]',
      '[5, 2]',
    ]);
  });

  test('a matrix of data is observed row by row', () => {
    const rows = rowsOf(
      traceModelHere(({ sample, observe, data }) => observe(data.Y, normal(sample('mu', normal(0, 1)), 1)), {
        Y: [
          [1, 2, 3],
          [4, 5, 6],
        ],
      }),
    );
    expect(rows).toContain('data (1, 6) 1 2 3 4 5 6');
  });
});

test('constraints and their bounds', () => {
  expect(
    sites(({ sample }) => {
      const low = sample('low', flat());
      sample('a', flat({ low }));
      sample('b', flat({ high: low }));
      sample('c', flat({ low: 0, high: exp(low) }), 4);
      sample('d', ordered(normal(low, 1)), 3);
      sample('e', positiveOrdered(flat()), 3);
      sample('f', simplex(flat()), 3);
    }),
  ).toEqual([
    'sample low ~ flat() real() [1, 1]',
    'sample a ~ flat() lower(0) [1, 1]',
    'sample b ~ flat() upper(0) [1, 1]',
    'sample c ~ flat() interval(4, 3) [1, 4]',
    'sample d ~ normal(0, 6) ordered() [1, 3]',
    'sample e ~ flat() positive_ordered() [1, 3]',
    'sample f ~ flat() simplex() [1, 3]',
  ]);
});

test('laws within laws', () => {
  const rows = rowsOf(
    traceModelHere(
      ({ sample, observe, data }) => {
        const mu = sample('mu', truncated(normal(0, 1), { low: 0, high: 9 }));
        observe(data.y, mixture([0.3, 0.7], [normal(mu, 1), poisson(4)]));
        observe(
          'z',
          data.y,
          mixture({ logits: [1, 2] }, [normal(mu, 1), truncated(normal(0, 2), { high: 3 })]),
        );
      },
      { y: [1, 2] },
    ),
  );
  expect(rows.filter((row) => /^(law|sample|observe|log)/.test(row))).toEqual([
    'law normal(0, 1)',
    'sample mu ~ truncated(2, 0, 3) bounds=both [1, 1]',
    'log(5)',
    'law normal(4, 1)',
    'law poisson(7)',
    'observe y ~ mixture(6, 9, 10) of 8',
    'law normal(4, 1)',
    'law normal(0, 13)',
    'law truncated(15, 16) bounds=high',
    'observe z ~ mixture(12, 14, 17) of 8',
  ]);
});

test('data without a name of their own, and with', () => {
  const names = sites(
    ({ sample, observe, data }) => {
      const mu = sample('mu', normal(0, 1));
      observe(data.y, normal(mu, 1));
      observe(data.y, normal(mu, 2));
      observe(3, normal(mu, 1));
      observe(data.rows[0], normal(mu, 1));
      observe('own', 4, normal(mu, 1));
    },
    { y: [1, 2], rows: [[1], [2]] },
  ).map((row) => row.split(' ')[1]);
  expect(names).toEqual(['mu', 'y', 'y2', 'y3', 'rows', 'own']);
});

test('terms, quantities, and functions of their own', () => {
  expect(
    sites(
      ({ sample, factor, quantity, data }) => {
        const beta = sample('beta', normal(0, 1), 2);
        quantity('line', matVec(data.X, beta));
        quantity('table', gather(beta, [0, 1, 1, 0]), [2, 2]);
        factor('prior', add(beta[0]!, 1));
        factor('y', logProb(normal(beta[1]!, 1), data.y), { likelihood: true });
        factor('kind', logProb(categorical(beta), 1));
      },
      {
        X: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        y: [1, 2, 3],
      },
    )
      .slice(1)
      .map((row) => row.replace(/ \d+/, ' #')),
  ).toEqual([
    'quantity line # [1, 3]',
    'quantity table # [2, 2]',
    'factor prior #',
    'factor y # likelihood',
    'factor kind #',
  ]);
});

test('an index of data picks columns, as gather does', () => {
  const twice = (pick: (x: never, group: number[]) => unknown) =>
    rowsOf(
      traceModelHere(
        ({ sample, quantity, data }) =>
          void quantity('q', pick(sample('x', normal(0, 1), 3) as never, data.group) as never),
        { group: [2, 0, 0, 1] },
      ),
    );
  expect(twice((x, group) => x[group as never])).toEqual(twice((x, group) => gather(x, group)));
});

test('parameters by name, and how many classes there are', () => {
  const rows = sites(
    ({ sample, observe, data }) => {
      const logits = sample('logits', normal({ sigma: 2, mu: 0 }), [3, 2]);
      observe(data.kind, categorical({ logits, classes: 2 }));
    },
    { kind: [0, 1, 1] },
  );
  expect(rows).toEqual([
    'sample logits ~ normal(0, 1) [3, 2]',
    'observe kind ~ categorical(2) classes=2 of 3',
  ]);
});
