// What a person has typed, kept from keystroke to keystroke and from visit to visit.

import { openWork, type Json, type Work } from '../work/store.ts';
import { readSettings, usual, type Settings } from './settings.ts';

export interface Sheet {
  code: string;
  /** CSV or JSON, as it was typed. */
  data: string;
  settings: Settings;
  /** The example that it began as; "" for none. */
  example: string;
}

export const emptySheet: Sheet = { code: '', data: '', settings: usual, example: '' };

const slug = 'playground';

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === 'object' && given !== null && !Array.isArray(given);

/** A sheet from what was stored: whatever is missing is as usual. Undefined when there is no code. */
export function readSheet(model: unknown, data: unknown): Sheet | undefined {
  if (!isObject(model) || typeof model['code'] !== 'string') return undefined;
  const { code, settings, example } = model;
  return {
    code,
    data: typeof data === 'string' ? data : '',
    settings: readSettings(settings),
    example: typeof example === 'string' ? example : '',
  };
}

/** The sheet of the last visit, and how to keep the next ones. */
export class Keeper {
  #last = '';
  #lastData: string | undefined;

  constructor(readonly work: Pick<Work, 'get' | 'set'>) {}

  /** `name`: "model" for what stands in the editor, "previous" for what it replaced. */
  read(name: 'model' | 'previous' = 'model'): Sheet | undefined {
    return readSheet(this.work.get(slug, name), this.work.get(slug, `${name}:data`));
  }

  /** On every keystroke; the data, which may be long, only when they have changed. */
  write({ code, data, settings, example }: Sheet) {
    const model = { code, settings: { ...settings }, example };
    const text = JSON.stringify(model);
    if (text !== this.#last) void this.work.set(slug, 'model', model satisfies Json);
    if (data !== this.#lastData) void this.work.set(slug, 'model:data', data);
    this.#last = text;
    this.#lastData = data;
  }

  /** What an example or a link is about to replace. */
  putAside({ code, data, settings, example }: Sheet) {
    void this.work.set(slug, 'previous', { code, settings: { ...settings }, example } satisfies Json);
    void this.work.set(slug, 'previous:data', data);
  }
}

export const openKeeper = async () => new Keeper(await openWork());
