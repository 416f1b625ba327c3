// One run of a model: its chains, its draws as they come, its summary, and what must be said of it.

import type { Client } from '../core-client/client.ts';
import type { Loo } from '../core-client/diagnostics.ts';
import { runChains, type ChainResult } from '../core-client/chains.ts';
import { isCancelled } from '../kit/latest.ts';
import type { DataSet } from './data-text.ts';
import { Draws } from './draws.ts';
import { faultOf, targetOf, type ModelFault, type Traced } from './engine.ts';
import type { Sheet } from './keep.ts';
import { telling } from './names.ts';
import { whyTooLarge } from './settings.ts';
import type { Summary } from './summary.ts';
import { warningsOf, type Warning } from './warnings.ts';

/** Quantities that a summary shows at most. */
export const mostShown = 200;
/** Milliseconds between two summaries of a run under way. */
const glance = 600;

export type RunState = 'running' | 'done' | 'cancelled' | 'lost' | 'failed';

let runs = 0;

/** "Run 3, tau half-normal": its number, and the first comment of its code if it begins with one. */
export function titleOf({ number, sheet }: Run): string {
  const remark = /^\s*\/\/\s*(.{1,40})/.exec(sheet.code)?.[1]?.trim();
  return remark ? `Run ${number} (${remark})` : `Run ${number}`;
}

export class Run {
  readonly number = ++runs;
  readonly draws: Draws;
  state = $state<RunState>('running');
  /** Grows when draws have come: what shows them reads it. */
  version = $state(0);
  seconds = $state(0);
  summary = $state.raw<Summary>();
  warnings = $state.raw<Warning[]>([]);
  bfmi = $state.raw<Float64Array>(new Float64Array(0));
  fault = $state.raw<ModelFault>();
  divergences = $state(0);
  /** Once somebody asked for it. */
  loo: Loo | undefined;
  readonly #job = new AbortController();
  #frame = 0;
  #summarised = 0;
  #summarising: Promise<void> | undefined;

  /** `sheet` and `data` as they were when it began. */
  constructor(
    readonly client: Pick<Client, 'call'>,
    readonly sheet: Sheet,
    readonly data: DataSet,
    readonly model: Traced,
  ) {
    const { facts } = model;
    this.draws = new Draws({ ...sheet.settings, dim: facts.dim, names: facts.quantities });
  }

  get names() {
    return this.model.facts.quantities;
  }

  get target() {
    return targetOf(this.model.recipe);
  }

  /** The quantities that its summary has. */
  get shown(): number[] {
    return telling(this.names, mostShown).sort((a, b) => a - b);
  }

  cancel() {
    this.#job.abort();
  }

  /** Ends when all is drawn, summarised and judged; what goes wrong is told in `state` and `fault`. */
  async start() {
    const begun = performance.now();
    const { settings } = this.sheet;
    const large = whyTooLarge(settings, this.model.facts.dim, this.names.length);
    try {
      if (large !== undefined) throw new RangeError(large);
      const results = await runChains(
        {
          target: this.target,
          kernel: 'nuts',
          seed: settings.seed,
          chains: settings.chains,
          warmup: settings.warmup,
          draws: settings.draws,
          adaptation: settings.metric,
          targetAcceptance: settings.targetAcceptance,
          options: { maxDepth: settings.maxDepth },
          keepWarmup: true,
          quantities: true,
        },
        {
          signal: this.#job.signal,
          keep: false,
          onDraws: (chain, chunk) => {
            this.draws.add(chain, chunk);
            this.#tell(begun);
          },
        },
      );
      this.seconds = (performance.now() - begun) / 1000;
      await this.#judge(results);
    } catch (error) {
      this.fault = faultOf(error);
      this.state = isCancelled(error) ? 'cancelled' : 'failed';
    } finally {
      cancelAnimationFrame(this.#frame);
      this.version++;
    }
  }

  #tell(begun: number) {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.seconds = (performance.now() - begun) / 1000;
      this.version++;
      const now = performance.now();
      if (this.draws.length < 20 || this.#summarising || now - this.#summarised < glance) return;
      // One at a time: a long summary must not be asked for again before it has come.
      this.#summarised = now;
      this.#summarising = this.#summarise()
        .catch(() => undefined)
        .finally(() => (this.#summarising = undefined));
    });
  }

  async #summarise() {
    const places = this.shown;
    const { length, chains } = this.draws;
    if (length < 4 || places.length === 0) return;
    const draws = this.draws.table(places);
    const args = { draws, chains: chains.length, dim: places.length };
    const table = await this.client.call('chainSummaries', args);
    this.summary = { names: this.names, places, chains: chains.length, count: length, table };
  }

  async #judge(results: readonly ChainResult[]) {
    await this.#summarising;
    await this.#summarise();
    const { draws, sheet } = this;
    const energies = draws.statistic('energy').map((values) => values.subarray(0, draws.length));
    if (draws.length > 3) {
      const all = new Float64Array(energies.length * draws.length);
      energies.forEach((values, k) => all.set(values, k * draws.length));
      this.bfmi = await this.client.call('energyFraction', { energies: all, chains: energies.length });
    }
    this.divergences = draws.flagged('divergent');
    const numbered = results.map((result, k) => ({ ...result, chain: k + 1 }));
    const stopped = numbered.some((result) => result.stopped === 'cancelled')
      ? 'cancelled'
      : numbered.some((result) => result.stopped === 'lost')
        ? 'lost'
        : 'done';
    this.warnings = warningsOf({
      settings: sheet.settings,
      summary: this.summary,
      total: draws.total,
      divergences: this.divergences,
      deepest: draws.atLeast('depth', sheet.settings.maxDepth),
      bfmi: this.bfmi,
      stopped,
      resumed: numbered
        .filter(({ resumed, stopped: how }) => resumed > 0 && how !== 'lost')
        .map(({ chain }) => chain),
      lost: numbered
        .filter((result) => result.stopped === 'lost')
        .map(({ chain, message = '' }) => ({ chain, message })),
    });
    this.state = stopped;
  }
}
