// Observed data against replicated ones: counts in bins with the band that replications keep to, intervals for each
// observation, and a few numbers of the whole. Counting and sorting only: every replication comes from the core.

export interface Replications {
  /** What was observed, (N). */
  y: Float64Array;
  /** (R, N). */
  replicated: Float64Array;
}

export const bandLevels = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

/** The p-quantile of ascending numbers, between neighbours in proportion. */
export function quantile(ascending: ArrayLike<number>, p: number): number {
  const at = p * (ascending.length - 1);
  const below = Math.floor(at);
  const [low, high] = [ascending[below]!, ascending[Math.min(below + 1, ascending.length - 1)]!];
  return low === high ? low : low + (high - low) * (at - below);
}

const finite = (values: Float64Array) => values.filter(Number.isFinite);

/** Whether all are whole numbers that are few enough to have a bar each. */
const isCounted = (y: Float64Array, replicated: Float64Array, low: number, high: number) =>
  high - low <= 60 && y.every(Number.isInteger) && finite(replicated).every(Number.isInteger);

/** The edges of the bins: around each whole number, or even ones over where the data and most replications lie. */
export function edgesOf({ y, replicated }: Replications): { edges: Float64Array; counted: boolean } {
  const sorted = finite(replicated).sort();
  const seen = finite(y);
  const [lowest, highest] = [Math.min(...seen), Math.max(...seen)];
  const low = sorted.length > 0 ? Math.min(lowest, quantile(sorted, 0.005)) : lowest;
  const high = sorted.length > 0 ? Math.max(highest, quantile(sorted, 0.995)) : highest;
  if (isCounted(y, replicated, low, high)) {
    const [from, to] = [Math.floor(low), Math.ceil(high)];
    const edges = Float64Array.from({ length: to - from + 2 }, (_, i) => from - 0.5 + i);
    return { edges, counted: true };
  }
  const count = Math.round(Math.min(40, Math.max(8, 1.6 * Math.sqrt(y.length))));
  const room = high > low ? high - low : 1;
  const begin = high > low ? low : low - 0.5;
  return {
    edges: Float64Array.from({ length: count + 1 }, (_, i) => begin + (room * i) / count),
    counted: false,
  };
}

export function countIn(edges: Float64Array, values: ArrayLike<number>): Float64Array {
  const bins = edges.length - 1;
  const [low, high] = [edges[0]!, edges[bins]!];
  const counts = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor(((values[i]! - low) / (high - low)) * bins);
    if (bin >= 0 && bin < bins) counts[bin]! += 1;
    else if (values[i] === high) counts[bins - 1]! += 1;
  }
  return counts;
}

export interface Bands {
  edges: Float64Array;
  counted: boolean;
  observed: Float64Array;
  /** For each of bandLevels a number for each bin. */
  levels: Float64Array[];
}

export function bandsOf(both: Replications): Bands {
  const { y, replicated } = both;
  const { edges, counted } = edgesOf(both);
  const [bins, width] = [edges.length - 1, y.length];
  const rows = width > 0 ? replicated.length / width : 0;
  const counts = Array.from({ length: rows }, (_, r) =>
    countIn(edges, replicated.subarray(r * width, (r + 1) * width)),
  );
  const levels = bandLevels.map(() => new Float64Array(bins));
  for (let bin = 0; bin < bins; bin++) {
    const column = Float64Array.from(counts, (row) => row[bin]!).sort();
    bandLevels.forEach((p, l) => (levels[l]![bin] = rows > 0 ? quantile(column, p) : 0));
  }
  return { edges, counted, observed: countIn(edges, y), levels };
}

/** For each observation the quantiles of its replications: one array for each of bandLevels. */
export function intervalsOf({ y, replicated }: Replications): Float64Array[] {
  const width = y.length;
  const rows = replicated.length / width;
  const levels = bandLevels.map(() => new Float64Array(width));
  const column = new Float64Array(rows);
  for (let i = 0; i < width; i++) {
    for (let r = 0; r < rows; r++) column[r] = replicated[r * width + i]!;
    column.sort();
    bandLevels.forEach((p, l) => (levels[l]![i] = quantile(column, p)));
  }
  return levels;
}

/** How many observations lie between their 5 % and 95 % quantiles. */
export function within({ y }: Replications, levels: readonly Float64Array[]): number {
  let count = 0;
  for (let i = 0; i < y.length; i++) if (y[i]! >= levels[0]![i]! && y[i]! <= levels[4]![i]!) count++;
  return count;
}

const mean = (x: Float64Array) => x.reduce((sum, each) => sum + each, 0) / x.length;
const deviation = (x: Float64Array) => {
  const middle = mean(x);
  return Math.sqrt(x.reduce((sum, each) => sum + (each - middle) ** 2, 0) / (x.length - 1));
};

/** Numbers of a whole data set that people ask about. */
export const statistics = [
  { id: 'mean', title: 'mean', of: mean },
  { id: 'sd', title: 'standard deviation', of: deviation },
  {
    id: 'min',
    title: 'smallest',
    of: (x: Float64Array) => x.reduce((least, each) => Math.min(least, each), Infinity),
  },
  {
    id: 'max',
    title: 'largest',
    of: (x: Float64Array) => x.reduce((most, each) => Math.max(most, each), -Infinity),
  },
] as const;

export interface Tested {
  id: (typeof statistics)[number]['id'];
  title: string;
  observed: number;
  replicated: Float64Array;
  /** The part of the replications whose number is at least the observed one; equal ones count half. */
  p: number;
}

/** Those that say something: not the spread of one observation, nor the extremes of coin tosses. */
export function tested({ y, replicated }: Replications): Tested[] {
  const width = y.length;
  const rows = replicated.length / width;
  return statistics
    .map(({ id, title, of }) => {
      const each = Float64Array.from({ length: rows }, (_, r) =>
        of(replicated.slice(r * width, (r + 1) * width)),
      );
      const observed = of(y);
      const p = each.reduce((sum, t) => sum + (t > observed ? 1 : t === observed ? 0.5 : 0), 0) / rows;
      return { id, title, observed, replicated: each, p };
    })
    .filter(({ id, observed, replicated: each }) => {
      if (!Number.isFinite(observed) || (width === 1 && id !== 'mean')) return false;
      return id === 'mean' || each.some((t) => t !== observed);
    });
}

/** At most `most` of the rows, evenly spread. */
export function someRows(rows: Float64Array, width: number, most: number): Float64Array {
  const count = rows.length / width;
  if (count <= most) return rows;
  const some = new Float64Array(most * width);
  for (let i = 0; i < most; i++) {
    const at = Math.floor((i * count) / most) * width;
    some.set(rows.subarray(at, at + width), i * width);
  }
  return some;
}
