// The methods for joint tables and areas: sum and product rule, Bayes' rule, two events as shapes.

import { TractableError } from './errors.ts';
import type { Context, Key } from './methods.ts';

/** A joint table of n rows and m columns; cells lie row by row. */
export interface JointTable {
  /** Probabilities, divided by their sum. */
  cells: Float64Array;
  rowMargin: Float64Array;
  columnMargin: Float64Array;
  /** p(column | row), (n, m): each row sums to 1; NaN where p(row) is 0. */
  columnsGivenRow: Float64Array;
  /** p(row | column), (n, m): each column sums to 1; NaN where p(column) is 0. */
  rowsGivenColumn: Float64Array;
  /** In nats. */
  entropy: number;
  mutualInformation: number;
  /** The largest |p(row, column) - p(row) p(column)|. */
  independenceGap: number;
  independent: boolean;
}

export type JointTableArgs =
  /** Probabilities that sum to 1 (to 1e-9), or counts. */
  | { rows: number; columns: number; cells: Float64Array; counts?: boolean }
  /** The product rule: p(row), and p(column | row) row by row. */
  | { prior: Float64Array; conditional: Float64Array };

export type VennShape = { x: number; y: number; radius: number } | { polygon: Float64Array };

export interface VennArgs {
  a: VennShape;
  b: VennShape;
  /** [low x, low y, high x, high y]: both shapes lie in it. */
  omega: Float64Array;
}

/** Probabilities of two events under the uniform law on omega. */
export interface VennAreas {
  /** The area of omega. */
  omega: number;
  a: number;
  b: number;
  both: number;
  either: number;
  aGivenB: number;
  bGivenA: number;
}

export interface Darts {
  x: Float64Array;
  y: Float64Array;
  /** 1 in a only, 2 in b only, 3 in both, 0 in neither. */
  region: Uint32Array;
}

/** As the core takes it: three numbers are a circle, more the corners of a polygon. */
function shapeOf(shape: VennShape, name: string, where: string): Float64Array {
  const { polygon, x, y, radius } = (shape ?? {}) as {
    polygon?: unknown;
    x?: unknown;
    y?: unknown;
    radius?: unknown;
  };
  if (polygon !== undefined) return polygon as Float64Array;
  if ([x, y, radius].every((each) => typeof each === 'number')) {
    return Float64Array.of(x as number, y as number, radius as number);
  }
  const what = `${name} is ${JSON.stringify(shape)}; it must be { x, y, radius } or { polygon }`;
  throw new TractableError('invalid_argument', where, `${where}: ${what}`);
}

export const jointMethods = {
  /** A table of two variables with its margins, conditionals and how far from independent they are. */
  jointTable: (args: JointTableArgs, { core }: Context): JointTable => {
    if (!('prior' in args))
      return core.joint_table(args.rows, args.columns, args.cells, args.counts ?? false);
    const cells = core.joint_from_conditional(args.prior, args.conditional);
    return core.joint_table(args.prior.length, cells.length / args.prior.length, cells, false);
  },

  /** Bayes' rule for one observation: prior (n), likelihood p(seen | i), (n); their products, the sum, the posterior. */
  bayesRule: (
    { prior, likelihood }: { prior: Float64Array; likelihood: Float64Array },
    { core }: Context,
  ): { joint: Float64Array; evidence: number; posterior: Float64Array } => core.bayes_rule(prior, likelihood),

  /** Exact areas of two shapes and of what they share, as parts of omega. */
  vennAreas: ({ a, b, omega }: VennArgs, { core }: Context): VennAreas =>
    core.venn_areas(shapeOf(a, 'a', 'vennAreas'), shapeOf(b, 'b', 'vennAreas'), omega),

  /** `count` points uniform on omega, from `begin` on in the key's endless sequence, and where each lies. */
  vennDarts: (
    { a, b, omega, key, count, begin = 0 }: VennArgs & { key: Key; count: number; begin?: number },
    { core }: Context,
  ): Darts =>
    core.venn_darts(shapeOf(a, 'a', 'vennDarts'), shapeOf(b, 'b', 'vennDarts'), omega, key, count, begin),
};
