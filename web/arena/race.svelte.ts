// One race: the methods one after the other, what each has so far, and how it is stopped.

import type { Client } from '../core-client/client.ts';
import { chainWorkers } from '../core-client/chains.ts';
import type { TargetSpec } from '../core-client/target.ts';
import { complaint, isCancelled } from '../kit/latest.ts';
import type { Method } from './methods.ts';
import { columns } from './kept.ts';
import { backdropOf, thinned, type Backdrop } from './picture.ts';
import { chains, placesOf, type Outcome } from './run.ts';
import { scoreOf, truthOf, type Truth } from './score.ts';
import type { Result } from './verdict.ts';

export interface Scene {
  target: TargetSpec;
  title: string;
  truth: Truth;
  backdrop: Backdrop;
}

export interface Settings {
  /** As the address writes them: two races with the same key have the same draws. */
  key: string;
  target: TargetSpec;
  title: string;
  budget: number;
  warmup: number;
  seed: number;
}

export interface Row {
  method: Method;
  state: 'waiting' | 'running' | 'scoring' | 'done' | 'stopped' | 'unfit' | 'failed';
  /** Why it is unfit, failed or was lost. */
  why?: string;
  /** Of the budget. */
  share: number;
  /** x1, x2 of some draws. */
  places?: Float64Array;
  result?: Result;
}

export async function sceneOf(
  client: Client,
  target: TargetSpec,
  title: string,
  signal: AbortSignal,
): Promise<Scene> {
  const truth = await truthOf(client, target, signal);
  return { target, title, truth, backdrop: await backdropOf(client, target, truth, signal) };
}

/** Places that a stamp shows while a method runs. */
const mostLive = 1200;
/** Milliseconds between two pictures of the same method. */
const glance = 120;

export class Race {
  rows = $state.raw<Row[]>([]);
  settings = $state.raw<Settings>();
  scene = $state.raw<Scene>();
  running = $state(false);
  fault = $state('');
  #job: AbortController | undefined;

  constructor(readonly client: Client) {}

  get results(): Result[] {
    return this.rows.flatMap(({ result }) => result ?? []);
  }

  /** Ends the race at once; the method under way keeps what it has drawn. */
  stop() {
    this.#job?.abort();
    this.running = false;
    this.rows = this.rows.map((row) => (row.state === 'waiting' ? { ...row, state: 'stopped' } : row));
  }

  async run(settings: Settings, methods: readonly Method[], known?: Scene) {
    this.#job?.abort();
    const mine = (this.#job = new AbortController());
    const isMine = () => this.#job === mine;
    this.settings = settings;
    this.fault = '';
    this.running = true;
    this.rows = methods.map((method) => ({ method, state: 'waiting', share: 0 }));
    try {
      const scene = known ?? (await sceneOf(this.client, settings.target, settings.title, mine.signal));
      if (!isMine()) return;
      this.scene = scene;
      await chainWorkers.warm(chains);
      for (const method of methods) {
        if (mine.signal.aborted || !isMine()) return;
        await this.#heat(method, scene, settings, mine, isMine);
      }
    } catch (error) {
      if (isMine() && !isCancelled(error)) this.fault = complaint((error as Error).message);
    } finally {
      if (isMine()) this.running = false;
    }
  }

  #set(method: Method, change: Partial<Row>) {
    this.rows = this.rows.map((row) => (row.method === method ? { ...row, ...change } : row));
  }

  async #heat(
    method: Method,
    scene: Scene,
    settings: Settings,
    mine: AbortController,
    isMine: () => boolean,
  ) {
    const { target, truth } = scene;
    const why = method.unfit(target, truth.facts);
    if (why !== undefined) return this.#set(method, { state: 'unfit', why });
    this.#set(method, { state: 'running' });
    const live = new Live(placesOf(truth.facts), (share, places) => {
      if (isMine() && !mine.signal.aborted) this.#set(method, { share, places });
    });
    try {
      const outcome = await method.run({
        target,
        facts: truth.facts,
        seed: settings.seed,
        budget: settings.budget,
        warmupShare: settings.warmup / 100,
        signal: mine.signal,
        tell: (share, fresh) => live.add(share, fresh),
      });
      if (!isMine()) return;
      const places = placesIn(outcome);
      this.#set(method, { state: 'scoring', share: 1, places });
      // What was drawn before the stop is scored, too: it takes a moment and nobody waits for it.
      const score = await scoreOf(this.client, outcome, truth, new AbortController().signal);
      if (!isMine()) return;
      const state = outcome.ended === 'done' ? 'done' : 'stopped';
      const lost = outcome.message === undefined ? {} : { why: complaint(outcome.message) };
      this.#set(method, { state, ...lost, result: { id: method.id, name: method.name, outcome, score } });
    } catch (error) {
      if (!isMine()) return;
      if (isCancelled(error)) this.#set(method, { state: 'stopped' });
      else this.#set(method, { state: 'failed', why: complaint((error as Error).message) });
    }
  }
}

/** The first coordinates of all that is kept, as many as there are in the picture. */
export const placesIn = ({ side, places }: Outcome): Float64Array => {
  const rows = side.count * chains;
  return rows === 0 ? new Float64Array(0) : columns(side.rows, side.rows.length / rows, 0, places);
};

/** The newest draws of a method under way, told now and then. */
class Live {
  #places = new Float64Array(0);
  #last = 0;

  constructor(
    readonly width: number,
    readonly tell: (share: number, places: Float64Array) => void,
  ) {}

  add(share: number, fresh: Float64Array) {
    const { x, y } = thinned(fresh, this.width, mostLive / chains);
    const more = new Float64Array(x.length * this.width);
    for (let i = 0; i < x.length; i++) more.set(this.width > 1 ? [x[i]!, y[i]!] : [x[i]!], i * this.width);
    const all = new Float64Array(this.#places.length + more.length);
    all.set(this.#places);
    all.set(more, this.#places.length);
    this.#places = all.slice(-2 * mostLive * this.width);
    const now = performance.now();
    if (now - this.#last < glance) return;
    this.#last = now;
    this.tell(share, this.#places);
  }
}
