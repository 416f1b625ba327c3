// A model as a link: its code, its data and its settings, in the hash (web/model/text.ts). What comes with a link is shown,
// and runs only when the reader says so.

import { decodeModel, encodeModel } from '../model/text.ts';
import { writeData, type DataSet } from './data-text.ts';
import type { Sheet } from './keep.ts';
import { readSettings } from './settings.ts';

/** Rejects with a sentence when a link cannot carry it. `data`: what the sheet's text reads as. */
export async function linkTo(
  address: string,
  { code, settings, example }: Sheet,
  data: DataSet,
): Promise<string> {
  const text = await encodeModel({ code, data: data.values, settings: { ...settings, example } });
  return `${address.split('#')[0]}#model=${text}`;
}

/** What the hash carries, or undefined. Rejects with a sentence for what is damaged. */
export async function sheetOfHash(hash: string): Promise<Sheet | undefined> {
  const text = new URLSearchParams(hash.replace(/^#/, '')).get('model');
  if (text === null) return undefined;
  const { code, data, settings } = await decodeModel(text);
  const example = settings['example'];
  return {
    code,
    data: writeData(data),
    settings: readSettings(settings),
    example: typeof example === 'string' ? example : '',
  };
}
