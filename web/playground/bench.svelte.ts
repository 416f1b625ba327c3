// The page's state: what is typed, what it reads as, the run under way, and the runs that were pinned.

import type { Client } from '../core-client/client.ts';
import { chainWorkers } from '../core-client/chains.ts';
import { isCancelled, questions } from '../kit/latest.ts';
import { noData, readData, type DataSet } from './data-text.ts';
import { faultOf, readModel, targetOf, type ModelFault, type Traced } from './engine.ts';
import type { Example } from '../model/examples/index.ts';
import { emptySheet, type Keeper, type Sheet } from './keep.ts';
import { Run } from './run.svelte.ts';
import { readSettings, usual, type Settings } from './settings.ts';
import { writeData } from './data-text.ts';

/** The workers of the chains stand, and have fetched and tried once what a chain needs: the first run begins as fast as the next. */
export const warmChains = (chains: number, model?: Traced) =>
  chainWorkers
    .warm(chains, async (client) => {
      if (!model) return client.call('kernels', undefined);
      const target = targetOf(model.recipe);
      const options = { maxDepth: 2 };
      const { sampler } = await client.call('samplerCreate', { target, kernel: 'nuts', seed: 0, options });
      await client.call('samplerRun', { sampler, count: 1, quantities: true });
      return client.call('samplerDelete', { sampler });
    })
    // A model that cannot start says so when it is run.
    .catch(() => undefined);

/** Milliseconds of rest after which what was typed is read. */
const rest = 450;
/** Runs that can be kept beside the newest one. */
export const mostPinned = 3;

interface Reading {
  key: string;
  job: AbortController;
  data: Promise<DataSet>;
  model: Promise<Traced>;
}

export class Bench {
  code = $state('');
  text = $state('');
  settings = $state<Settings>({ ...usual });
  example = $state('');
  keepMissing = $state(false);

  data = $state.raw<DataSet>(noData);
  dataFault = $state('');
  model = $state.raw<Traced>();
  fault = $state.raw<ModelFault>();
  /** Whether the fault was asked for by Run: then it is said aloud. */
  loud = $state(false);
  reading = $state(false);
  run = $state.raw<Run>();
  pinned = $state.raw<Run[]>([]);
  /** What stood here before an example or a link came. */
  previous = $state.raw<Sheet>();
  #read: Reading | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  constructor(
    readonly client: Client,
    readonly keeper: Keeper,
  ) {
    this.previous = keeper.read('previous');
  }

  get sheet(): Sheet {
    const { code, text, settings, example } = this;
    return { code, data: text, settings: { ...settings }, example };
  }

  put({ code, data, settings, example }: Sheet) {
    Object.assign(this, { code, text: data, settings: { ...settings }, example });
    this.readSoon(0);
  }

  /** Replaces what stands in the editor, which can be brought back. */
  replace(sheet: Sheet, putAside: boolean) {
    if (putAside && this.code.trim() !== '') {
      this.keeper.putAside(this.sheet);
      this.previous = this.sheet;
    }
    this.put(sheet);
  }

  async open(example: Example, putAside: boolean) {
    const data = writeData(await example.data());
    const settings = readSettings({ ...usual, ...example.settings });
    this.replace({ ...emptySheet, code: example.code, data, settings, example: example.slug }, putAside);
  }

  /** Reads what stands there after a rest, as a person types. */
  readSoon(after = rest) {
    // What was said was said of another text; a fault on the same line must be a new one to the editor.
    this.fault = undefined;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), after);
  }

  async #look() {
    this.reading = true;
    const reading = this.#begin();
    try {
      this.data = await reading.data;
      this.dataFault = '';
      this.model = await questions.track(() => reading.model);
      this.fault = undefined;
      this.loud = false;
      void warmChains(this.settings.chains, this.model);
    } catch (error) {
      if (reading === this.#read) this.#say(error, false);
    } finally {
      if (reading === this.#read) this.reading = false;
    }
  }

  #say(error: unknown, loud: boolean) {
    if (isCancelled(error) || (error as Error).name === 'AbortError') return;
    if (error instanceof DataFault) {
      this.dataFault = error.message;
      this.fault = undefined;
    } else this.fault = faultOf(error);
    this.loud = loud;
  }

  /** The data as they are now, even if they were typed a moment ago. */
  readData(): Promise<DataSet> {
    return this.#begin().data;
  }

  /** What the text reads as; the same text is read once. */
  #begin(again = false): Reading {
    const { code, text, keepMissing } = this;
    const key = JSON.stringify([code, text, keepMissing]);
    if (this.#read?.key === key && !again) return this.#read;
    this.#read?.job.abort();
    const job = new AbortController();
    const data = readData(text, (csv) => this.client.call('readCsv', { text: csv }), keepMissing).catch(
      (error: unknown) => {
        throw new DataFault(faultOf(error).message);
      },
    );
    const model = data.then(({ values }) => readModel(this.client, code, values, job.signal));
    model.catch(() => undefined);
    this.#read = { key, job, data, model };
    return this.#read;
  }

  async start() {
    performance.mark('playground:run');
    const asked = ++this.#asked;
    this.run?.cancel();
    clearTimeout(this.#timer);
    const { sheet } = this;
    const reading = this.#begin(this.fault !== undefined || this.dataFault !== '');
    try {
      const [data, model] = await Promise.all([reading.data, reading.model]);
      if (asked !== this.#asked) return;
      Object.assign(this, { data, dataFault: '', model, fault: undefined, loud: false });
      const run = new Run(this.client, sheet, data, model);
      this.run = run;
      await run.start();
      if (asked === this.#asked && run.fault) this.#say(run.fault, true);
    } catch (error) {
      if (asked === this.#asked) this.#say(error, true);
    }
  }

  cancel() {
    this.#asked++;
    this.run?.cancel();
  }

  pin(run: Run) {
    if (!this.pinned.includes(run)) this.pinned = [...this.pinned, run].slice(-mostPinned);
  }

  unpin(run: Run) {
    this.pinned = this.pinned.filter((other) => other !== run);
  }

  /** Whether the settings, the model or the data are others than those of the run in view. */
  get stale(): boolean {
    if (!this.run) return false;
    const { code, data, settings } = this.run.sheet;
    return (
      code !== this.code ||
      data !== this.text ||
      JSON.stringify(settings) !== JSON.stringify({ ...this.settings })
    );
  }
}

/** The data cannot be read; the model is not at fault. */
class DataFault extends Error {}
