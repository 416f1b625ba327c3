// What a traced function becomes, and what is said of one that cannot be traced.

import { describe, expect, test } from 'vitest';
import { createTracer, type Tracer } from '../../../web/trace/index.ts';
import { rowsOf } from './support.ts';

const t: Tracer = createTracer();

test('a function of columns is written down once, operands first', () => {
  const recipe = t.trace({ dim: 2 }, ([x, y]) => t.mul(x!, 2).add(t.exp(y!)).sub(t.mul(x!, 2)));
  expect(rowsOf(recipe)).toEqual([
    'x = input (batch, 2)',
    'gather(0; 0)',
    'gather(0; 1)',
    '2',
    'mul(1, 3)',
    'exp(2)',
    'add(4, 5)',
    'mul(1, 3)',
    'sub(6, 7)',
    'return 8',
  ]);
});
