// The search button and the key `/`. The dialog and the index come with the first use.

import './search.css';
import type { SearchDialog } from './dialog.ts';

let dialog: Promise<SearchDialog> | undefined;

async function open() {
  dialog ??= import('./dialog.ts').then(({ SearchDialog }) => new SearchDialog());
  try {
    (await dialog).open();
  } catch {
    // The next press tries again: the network may be back.
    dialog = undefined;
  }
}

/** Where a slash is a letter. */
const writes = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

document.querySelector<HTMLButtonElement>('#search')?.addEventListener('click', () => void open());

document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
  if (document.querySelector('dialog[open]')) return;
  event.preventDefault();
  void open();
});
