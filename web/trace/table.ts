// The functions of traced values, by the shape of their calls. The names are those of the core's builders
// (core/tractable/graph/ops.hpp) in camelCase; a test compares them with the core's own list. What a function does and
// which shapes fit is C++'s to say: here stand only the arguments, and the columns of the result where they are plain
// from the arguments, so that a value can be taken apart.

export const unary = [
  'abs',
  'atan',
  'cos',
  'deviance',
  'digamma',
  'erf',
  'erfc',
  'erfcx',
  'exp',
  'expm1',
  'floor',
  'lgamma',
  'log',
  'log1p',
  'log_sigmoid',
  'mean_rows',
  'neg',
  'normal_log_cdf',
  'normal_ppf',
  'reciprocal',
  'relu',
  'sigmoid',
  'sign',
  'sin',
  'softplus',
  'sqrt',
  'square',
  'stirling',
  'stop_gradient',
  'sum_rows',
  'tanh',
] as const;

export const binary = ['add', 'div', 'greater', 'max', 'min', 'mul', 'pow', 'product_error', 'sub'] as const;

/** (x, group = all columns): `group` neighbouring columns become one, or each group stays in its place. */
export const grouped = ['log_sum_exp', 'max_cols', 'sum_cols'] as const;
export const groupwise = ['cumsum', 'log_softmax', 'softmax'] as const;

/** What belongs to one replica becomes one number. */
export const toOne = ['mean', 'sum'] as const;

/** Those with arguments of their own (functions.ts). */
export const others = [
  'batch_size',
  'cholesky_each',
  'clamp',
  'concat',
  'dot',
  'expand',
  'gather',
  'linear_recurrence',
  'matmul',
  'matmul_each',
  'polygamma',
  'reshape',
  'scatter_add',
  'select',
  'slice',
  'solve_lower_each',
  'transpose_each',
] as const;

export type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

export const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
