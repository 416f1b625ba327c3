// A target of the student's own: dabs of a brush, or a typed log density, traced to the core; four chains of NUTS and of the
// random walk on it, at the same number of evaluations.

import { samplerStatistics } from '$core/catalogue.ts';
import type { Client } from '$web/core-client/client.ts';
import { createTracer, type Recipe, type Traced, type Tracer } from '$web/trace/index.ts';
import {
  axes,
  contour,
  label,
  line,
  massLevels,
  panels,
  points,
  roleStroke,
  scales,
} from '$web/kit/index.ts';
import type { Grid, Scales, Size, Surface } from '$web/kit/index.ts';
import { dependsOn, parse, type Tree } from '../../00-gradients/figures/formula.ts';

type Core = Pick<Client, 'call'>;

/** Half the width of the paper. */
export const half = 6;
export const mostDabs = 24;
export const brushes = [0.35, 0.7, 1.2] as const;
export const brushTexts = ['fine', 'medium', 'broad'] as const;

/** x, y and width of each dab, one after the other. */
export type Dabs = readonly number[];

export const pictures = {
  crescent: [-3, -0.6, 0.7, -2.2, 1, 0.7, -0.8, 2, 0.7, 0.8, 2, 0.7, 2.2, 1, 0.7, 3, -0.6, 0.7],
  bell: [0, 0, 1.2],
  near: [-1.6, 0, 0.7, 1.6, 0, 0.7],
  far: [-3.6, 0, 0.7, 3.6, 0, 0.7],
} as const satisfies Record<string, Dabs>;
export type Picture = keyof typeof pictures;
export const pictureTexts: Record<Picture, string> = {
  crescent: 'a crescent',
  bell: 'one dab',
  near: 'two, near',
  far: 'two, far apart',
};

export const formulas = [
  '-(x^2 + y^2)/2',
  '-x^2/4 - 2*(y - x^2/5 + 1)^2',
  '-4*(sqrt(x^2 + y^2) - 3)^2',
  '-2*(abs(x) + abs(y))',
] as const;
const longest = 200;

/** Coordinates that the paper does not show, each a standard normal of its own. */
export const unseenChoices = [0, 10, 50] as const;
export const mostUnseen = 100;

/** A density of the plane, and further coordinates. */
function recipeOf(t: Tracer, unseen: number, plane: (x: Traced, y: Traced) => Traced): Recipe {
  return t.trace({ dim: 2 + unseen }, (z) => {
    const seen = plane(t.slice(z, 0, 1), t.slice(z, 1, 1));
    if (unseen === 0) return seen;
    return t.add(seen, t.mul(-0.5, t.sumCols(t.square(t.slice(z, 2, unseen)))));
  });
}

/** Each dab is a round bell, and all of them have the same mass: log of the sum of exp(-r^2 / (2 s^2)) / s^2. */
export function dabsRecipe(dabs: Dabs, unseen = 0): Recipe {
  const t = createTracer();
  return recipeOf(t, unseen, (x, y) => {
    const bells: Traced[] = [];
    for (let i = 0; i < dabs.length; i += 3) {
      const [a, b, s] = [dabs[i]!, dabs[i + 1]!, dabs[i + 2]!];
      const apart = t.add(t.square(t.sub(x, a)), t.square(t.sub(y, b)));
      bells.push(t.sub(t.mul(-0.5 / (s * s), apart), 2 * Math.log(s)));
    }
    return bells.length === 1 ? bells[0]! : t.logSumExp(t.concat(bells));
  });
}

/** The mean of x under the dabs, exactly: that of their centres, as all have the same mass. It knows no edge of the paper. */
export function middle(dabs: Dabs): number {
  let sum = 0;
  for (let i = 0; i < dabs.length; i += 3) sum += dabs[i]!;
  return sum / (dabs.length / 3);
}

/** A typed log density of x and y. Nothing of the text is run: the tree says which functions are traced. */
export function typedRecipe(text: string, unseen = 0): Recipe {
  const tree = parse(text, ['x', 'y'], longest);
  for (const name of ['x', 'y'])
    if (!dependsOn(tree, name))
      throw new Error(`The expression does not use ${name}: it has no end in that direction.`);
  const t = createTracer();
  return recipeOf(t, unseen, (x, y) => traced(t, tree, { x, y }) as Traced);
}

type Made = Traced | number;

function traced(t: Tracer, tree: Tree, places: Record<string, Traced>): Made {
  if (tree.kind === 'number') return tree.value;
  if (tree.kind === 'name') return places[tree.name]!;
  const functions = t as unknown as Record<string, (...operands: Made[]) => Made>;
  return functions[tree.name]!(...tree.args.map((each) => traced(t, each, places)));
}

// --- what is exact ---------------------------------------------------------------------------------------------------

export interface Truth {
  grid: Grid;
  levels: number[];
  /** The mean of x on the paper. */
  mean: number;
  /** The share of the mass on the paper's edge: what it shows of a density that goes on is not all. */
  edge: number;
}

const nodes = 121;

/** The density on the paper, and by sums over it the mean; the sum of a smooth function that ends on the paper is exact. */
export async function truthOf(client: Core, recipe: Recipe, signal?: AbortSignal): Promise<Truth> {
  const rows = new Float64Array(2 * nodes * nodes);
  const along = (i: number) => -half + (2 * half * i) / (nodes - 1);
  for (let j = 0, at = 0; j < nodes; j++)
    for (let i = 0; i < nodes; i++, at += 2) {
      rows[at] = along(i);
      rows[at + 1] = along(j);
    }
  const { value } = await client.call(
    'targetDensity',
    { target: { recipe }, x: rows },
    signal ? { signal } : {},
  );
  let top = -Infinity;
  for (const each of value) if (each > top) top = each;
  if (!Number.isFinite(top)) throw new Error('The density is 0, or no number, everywhere on the paper.');
  const values = value.map((each) => Math.exp(each - top) || 0);
  let [mass, first, edge] = [0, 0, 0];
  values.forEach((each, at) => {
    const [i, j] = [at % nodes, Math.floor(at / nodes)];
    mass += each;
    first += each * along(i);
    if (i === 0 || j === 0 || i === nodes - 1 || j === nodes - 1) edge += each;
  });
  const grid = { values, columns: nodes, rows: nodes, x: [-half, half], y: [-half, half] } as const;
  return { grid, levels: massLevels(values, [0.99, 0.9, 0.5]), mean: first / mass, edge: edge / mass };
}

// --- the race --------------------------------------------------------------------------------------------------------

export const chains = 4;
export const mostDraws = 1000;
const warmups = { nuts: 200, walk: 1000 };

/** What four chains have drawn. */
export class Drawn {
  /** Of each chain, x and y one after the other. */
  readonly rows: number[][] = Array.from({ length: chains }, () => []);
  evaluations = 0;
  divergences = 0;

  /** Of draws (n, `chains`, dim) what chain `at` of them has. */
  add(chain: number, draws: Float64Array, dim: number, at = 0, width = 1) {
    for (let i = at * dim; i < draws.length; i += width * dim)
      this.rows[chain]!.push(draws[i]!, draws[i + 1]!);
  }
  get count() {
    return this.rows[0]!.length / 2;
  }
}

export interface Report {
  draws: number;
  evaluations: number;
  divergences: number;
  mean: number;
  error: number;
  rhat: number;
  ess: number;
  /** All x, all y, and the last moves of the first chain. */
  x: Float64Array;
  y: Float64Array;
  path: { x: Float64Array; y: Float64Array };
}

const [evaluationsAt, divergentAt] = [
  samplerStatistics.indexOf('evaluations'),
  samplerStatistics.indexOf('divergent'),
];

export interface Order {
  recipe: Recipe;
  dim: number;
  seed: number;
  /** Whether to begin in the four corners, far apart; otherwise where the core finds a place. */
  spread: boolean;
  /** What the caller knows it by. */
  of?: unknown;
}

/** Four chains of NUTS, four of the random walk, after their warm-ups. */
export class Pair {
  readonly nuts = new Drawn();
  readonly walk = new Drawn();
  #samplers: number[] = [];
  #walker = -1;
  #gone = false;
  #tail: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly client: Core,
    readonly dim: number,
    readonly of: unknown,
  ) {}

  static async make(
    client: Core,
    { recipe, dim, seed, spread, of }: Order,
    signal?: AbortSignal,
  ): Promise<Pair> {
    const pair = new Pair(client, dim, of);
    const corners = Float64Array.from([-4, -4, 4, 4, -4, 4, 4, -4]);
    const start = (from: number, count: number) => {
      if (!spread) return {};
      const places = new Float64Array(count * dim);
      for (let k = 0; k < count; k++)
        places.set(corners.subarray(2 * (from + k), 2 * (from + k) + 2), k * dim);
      return { start: places };
    };
    const common = { target: { recipe }, seed };
    try {
      for (let k = 0; k < chains; k++) {
        const nuts = {
          ...common,
          kernel: 'nuts',
          firstChain: k,
          warmup: warmups.nuts,
          ...start(k, 1),
        } as const;
        const { sampler } = await client.call('samplerCreate', nuts);
        pair.#samplers.push(sampler);
        await pair.#warm(sampler, warmups.nuts, signal);
      }
      const walk = {
        ...common,
        kernel: 'random_walk',
        chains,
        warmup: warmups.walk,
        ...start(0, chains),
      } as const;
      pair.#walker = (await client.call('samplerCreate', walk)).sampler;
      pair.#samplers.push(pair.#walker);
      await pair.#warm(pair.#walker, warmups.walk, signal);
      signal?.throwIfAborted();
      return pair;
    } catch (error) {
      pair.dispose();
      throw error;
    }
  }

  #warm(sampler: number, count: number, signal?: AbortSignal) {
    const asked = { sampler, count, draws: false, statistics: false };
    return this.client.call('samplerRun', asked, signal ? { signal } : {});
  }

  /** n transitions of NUTS in each chain, then as many of the walk as cost the same; one thing at a time. */
  advance(n: number): Promise<void> {
    const next = this.#tail.then(() => (this.#gone ? undefined : this.#advance(n)));
    this.#tail = next.catch(() => undefined);
    return next;
  }

  async #advance(n: number) {
    const width = samplerStatistics.length;
    for (let k = 0; k < chains; k++) {
      const { draws, statistics } = await this.client.call('samplerRun', {
        sampler: this.#samplers[k]!,
        count: n,
      });
      this.nuts.add(k, draws, this.dim);
      for (let i = 0; i < n; i++) {
        this.nuts.evaluations += statistics[i * width + evaluationsAt]!;
        this.nuts.divergences += statistics[i * width + divergentAt]!;
      }
    }
    const count = Math.round((this.nuts.evaluations - this.walk.evaluations) / chains);
    const { draws } = await this.client.call('samplerRun', {
      sampler: this.#walker,
      count,
      statistics: false,
    });
    for (let k = 0; k < chains; k++) this.walk.add(k, draws, this.dim, k, chains);
    this.walk.evaluations += count * chains;
  }

  async report(drawn: Drawn, signal?: AbortSignal): Promise<Report | undefined> {
    const n = drawn.count;
    if (n < 4) return undefined;
    const all = new Float64Array(chains * n);
    const y = new Float64Array(chains * n);
    drawn.rows.forEach((rows, k) => {
      for (let i = 0; i < n; i++) {
        all[k * n + i] = rows[2 * i]!;
        y[k * n + i] = rows[2 * i + 1]!;
      }
    });
    const summary = await this.client.call(
      'chainSummary',
      { draws: all.slice(), chains },
      signal ? { signal } : {},
    );
    const tail = Math.max(0, n - 30);
    return {
      draws: n * chains,
      evaluations: drawn.evaluations,
      divergences: drawn.divergences,
      mean: summary.mean,
      error: summary.mcseMean,
      rhat: summary.rhat,
      ess: summary.essBulk,
      x: all,
      y,
      path: { x: all.slice(tail, n), y: y.slice(tail, n) },
    };
  }

  dispose() {
    if (this.#gone) return;
    this.#gone = true;
    void this.#tail.then(() =>
      Promise.all(this.#samplers.map((sampler) => this.client.call('samplerDelete', { sampler }))).catch(
        () => undefined,
      ),
    );
  }
}

/** How many times as much NUTS's draws are worth as the walk's, on the crescent among fifty coordinates. */
export async function guessed(client: Core, signal?: AbortSignal): Promise<number> {
  const recipe = dabsRecipe(pictures.crescent, 50);
  const pair = await Pair.make(client, { recipe, dim: 52, seed: 2, spread: true }, signal);
  try {
    for (let n = 0; n < mostDraws; n += 100) {
      await pair.advance(100);
      signal?.throwIfAborted();
    }
    const [nuts, walk] = [await pair.report(pair.nuts, signal), await pair.report(pair.walk, signal)];
    return nuts!.ess / walk!.ess;
  } finally {
    pair.dispose();
  }
}

/** Above this four chains do not tell one story. */
export const disagree = (report: Report | undefined) => report !== undefined && !(report.rhat <= 1.05);

// --- the picture -----------------------------------------------------------------------------------------------------

export const narrow = (width: number) => width < 560;
export const drawHeight = (width: number) => (narrow(width) ? 670 : 350);

export interface Layout {
  nuts: Scales;
  walk: Scales;
}

export function drawLayout(size: Size): Layout {
  const boxes = panels(size, [1, 1], narrow(size.width) ? 'rows' : 'columns', 8);
  const of = (name: string, box: (typeof boxes)[number]) =>
    scales(
      size,
      { domain: [-half, half], equal: true, label: 'x' },
      { domain: [-half, half], label: name },
      box,
    );
  return { nuts: of('y, NUTS', boxes[0]!), walk: of('y, random walk', boxes[1]!) };
}

export function drawRace(
  surface: Surface,
  at: Layout,
  truth: Truth | undefined,
  reports: { nuts?: Report | undefined; walk?: Report | undefined },
) {
  for (const who of ['nuts', 'walk'] as const) {
    const panel = at[who];
    axes(surface, panel);
    const report = reports[who];
    const colour = who === 'nuts' ? '--approximation' : '--likelihood';
    if (report) points(surface, panel, report, { radius: 1.6, opacity: 0.4, colour });
    if (truth)
      contour(
        surface,
        panel,
        { grid: truth.grid, levels: truth.levels },
        { stroke: roleStroke('posterior', 1.6) },
      );
    if (!report) continue;
    line(surface, panel, report.path, { colour: '--fg', width: 1, opacity: 0.55 });
    label(
      surface,
      panel,
      { x: half, y: half, text: `worth ${Number.isFinite(report.ess) ? Math.round(report.ess) : '?'} draws` },
      { colour, align: 'right', dy: 10, dx: -4 },
    );
  }
}
