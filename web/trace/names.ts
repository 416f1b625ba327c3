// What is said of a name that is not there: what else the writer may have meant.

/** What is written elsewhere, or by habit, for a function that has another name here. */
const synonyms: Readonly<Record<string, string>> = {
  average: 'mean',
  binomiallogits: 'binomialLogit',
  bernoullilogits: 'bernoulliLogit',
  clip: 'clamp',
  divide: 'div',
  expon: 'exponential',
  gammaln: 'lgamma',
  gaussian: 'normal',
  gt: 'greater',
  inverse: 'reciprocal',
  invgamma: 'inverseGamma',
  lkj: 'lkjCholesky',
  lkjcorrcholesky: 'lkjCholesky',
  ln: 'log',
  loggamma: 'lgamma',
  logistic: 'sigmoid',
  lt: 'less',
  maximum: 'max',
  minimum: 'min',
  minus: 'sub',
  multinormal: 'multivariateNormal',
  multiply: 'mul',
  mvn: 'multivariateNormal',
  mvnormal: 'multivariateNormal',
  negate: 'neg',
  negativebinomial: 'negBinomial',
  param: 'sample',
  plus: 'add',
  potential: 'factor',
  power: 'pow',
  sqr: 'square',
  squared: 'square',
  subtract: 'sub',
  deterministic: 'quantity',
  target: 'factor',
  times: 'mul',
  total: 'sum',
  where: 'select',
};

/** What has no function of its own. */
const instead: Readonly<Record<string, string>> = {
  log10: 'write div(log(x), Math.LN10)',
  log2: 'write div(log(x), Math.LN2)',
  gamma: 'write exp(lgamma(x))',
  tan: 'write div(sin(x), cos(x))',
  sinh: 'write div(sub(exp(x), exp(neg(x))), 2)',
  cosh: 'write div(add(exp(x), exp(neg(x))), 2)',
  random: 'randomness comes in as an input',
  pi: 'write Math.PI',
  shape: 'how many columns it has is x.length',
  size: 'how many columns it has is x.length',
};

const ofArrays = new Set(
  'entries every filter find findIndex flat flatMap forEach includes indexOf join keys map pop push reduce reverse some sort values'.split(
    ' ',
  ),
);

/** "; did you mean exp?", or "" where nothing is near. `names`: those that are there. */
export function nearTo(name: string, names: readonly string[]): string {
  const lower = name.toLowerCase();
  const other = Object.hasOwn(instead, lower) ? instead[lower] : undefined;
  if (other !== undefined) return `; ${other}`;
  const known = Object.hasOwn(synonyms, lower) ? synonyms[lower]! : '';
  const near = names.includes(known) ? known : nearest(name, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** The sentence for a property that traced values lack. */
export function noProperty(name: string, names: readonly string[]): TypeError {
  const what = `A traced value has no ${shown(name)}`;
  if (/^-\d+$/.test(name))
    return new TypeError(`${what}: its columns are counted from 0, and the last is x[x.length - 1]`);
  if (ofArrays.has(name)) return new TypeError(`${what}; an array of its columns has: [...x].${name}(...)`);
  const near = nearTo(name, names);
  const all =
    ': its columns are x[0], x[1] and so on, and its functions those of t, as x.exp(). Names come from dim: { mu: 1, theta: 8 }';
  return new TypeError(`${what}${near || all}`);
}

export const shown = (name: string) => (name.length > 40 ? `${name.slice(0, 40)}...` : name);

function nearest(name: string, names: readonly string[]): string | undefined {
  const lower = name.toLowerCase();
  const same = names.find((each) => each.toLowerCase() === lower);
  // In short names one letter is much; a long one is not looked at letter by letter.
  if (same !== undefined || name.length < 3 || name.length > 40) return same;
  const most = name.length < 6 ? 1 : 2;
  const far = names.map((each) => ({ each, edits: edits(lower, each.toLowerCase()) }));
  const best = far.reduce((a, b) => (b.edits < a.edits ? b : a), { each: '', edits: most + 1 });
  return best.edits <= most ? best.each : undefined;
}

/** Letters that are put in, taken out or changed between the two; two that are swapped count as one. */
function edits(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const [above, row] = [rows[i - 1]!, [i]];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
