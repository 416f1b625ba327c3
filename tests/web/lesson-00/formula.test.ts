import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  callNames,
  dependsOn,
  functions,
  parse,
  toCalls,
  type Tree,
} from '../../../lessons/00-gradients/figures/formula.ts';
import { createTracer } from '../../../web/trace/index.ts';

const calls = (text: string) => toCalls(parse(text));

describe('an expression', () => {
  it.each([
    ['sin(x) * exp(x)', 'mul(sin(x), exp(x))'],
    ['x - 1 - 2', 'sub(sub(x, 1), 2)'],
    ['1 / x / 2', 'div(div(1, x), 2)'],
    ['1 + 2*x^3', 'add(1, mul(2, pow(x, 3)))'],
    ['-x^2', 'neg(square(x))'],
    ['(-x)^2', 'square(neg(x))'],
    ['x^-1', 'pow(x, -1)'],
    ['2^x^2', 'pow(2, square(x))'],
    ['--x', 'x'],
    ['x·x − 1.5e-3', 'sub(mul(x, x), 0.0015)'],
    ['x**3', 'pow(x, 3)'],
    ['select(greater(x, 0), x, .5)', 'select(greater(x, 0), x, 0.5)'],
    ['pi*x', `mul(${Math.PI}, x)`],
  ])('reads %s', (text, expected) => expect(calls(text)).toBe(expected));

  it.each([
    ['', 'Type an expression'],
    ['sin(x', '“)” is missing: the expression ends there.'],
    ['x +', 'Something is missing at the end.'],
    ['2x', 'An operator is missing before “x”.'],
    ['x)', '“)” is too much.'],
    ['* x', 'A number, x or a function is missing before “*”.'],
    ['sine(x)', '“sine” is unknown.'],
    ['constructor(x)', '“constructor” is unknown.'],
    ['max(x)', 'max takes 2 arguments, not 1.'],
    ['x(2)', 'x is no function'],
    ['x; fetch(1)', '“;” cannot stand in an expression.'],
    ['x`', '“`” cannot stand in an expression.'],
    ['(x, 1)', '“)” is missing: “,” stands there.'],
    ['x'.repeat(2001), 'at most 2000'],
    ['('.repeat(200) + 'x' + ')'.repeat(200), 'nested too deeply'],
    ['x' + '^x'.repeat(300), 'nested too deeply'],
  ])('says what is wrong with %j', (text, message) => expect(() => parse(text)).toThrow(message));

  it('knows no function that the tracer does not have', () => {
    const t = createTracer() as unknown as Record<string, unknown>;
    expect(callNames.filter((name) => typeof t[name] !== 'function')).toEqual([]);
  });

  it('makes of any text calls of known names, or throws', () => {
    const words = [
      ...Object.keys(functions),
      'x',
      'pi',
      '+',
      '-',
      '*',
      '/',
      '^',
      '(',
      ')',
      ',',
      '1',
      '.5',
      'foo',
      ';',
    ];
    const text = fc.array(fc.constantFrom(...words), { maxLength: 7 }).map((all) => all.join(' '));
    let read = 0;
    fc.assert(
      fc.property(text, (given) => {
        let made: string;
        try {
          made = calls(given);
        } catch (error) {
          return /^[“A-Za-z]/.test((error as Error).message);
        }
        read++;
        const known = new Set([...callNames, 'x']);
        return (made.match(/[A-Za-z_]\w*/g) ?? []).every((name) => known.has(name) || name === 'e');
      }),
      { seed: 5, numRuns: 8000 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it('means what JavaScript means, operator by operator', () => {
    // Written with all parentheses by the test; the reader must give the same number without them.
    const value = (tree: Tree, x: number): number => {
      if (tree.kind === 'number') return tree.value;
      if (tree.kind === 'name') return x;
      const [a, b] = tree.args.map((arg) => value(arg, x)) as [number, number];
      const known: Record<string, number> = { add: a + b, sub: a - b, mul: a * b, div: a / b, neg: -a };
      return known[tree.name]!;
    };
    const operand = fc.constantFrom('x', '2', '3.5', '-x', '(x + 1)', '(2 - x)');
    const text = fc
      .tuple(operand, fc.array(fc.tuple(fc.constantFrom('+', '-', '*', '/'), operand), { maxLength: 6 }))
      .map(([first, rest]) => [first, ...rest.flat()].join(' '));
    fc.assert(
      fc.property(text, (given) => {
        const expected = new Function('x', `return ${given}`)(0.7) as number;
        expect(value(parse(given), 0.7)).toBe(expected);
      }),
      { seed: 6, numRuns: 500 },
    );
  });

  it('knows whether x is in it', () => {
    expect(dependsOn(parse('1 + sin(x)'), 'x')).toBe(true);
    expect(dependsOn(parse('1 + sin(2)'), 'x')).toBe(false);
  });
});
