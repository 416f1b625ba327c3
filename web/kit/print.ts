// Paper is white: while the page is printed it has the light theme on white, and each figure puts a sharp drawing in its
// place.

import { flushSync } from 'svelte';

interface Printed {
  before(): void;
  after(): void;
}

const figures = new Set<Printed>();
let theme: string | undefined;

function before() {
  const { dataset } = document.documentElement;
  theme = dataset['theme'];
  dataset['theme'] = 'light';
  dataset['paper'] = '';
  for (const figure of figures) figure.before();
  // The browser takes the page as it is when this returns.
  flushSync();
}

function after() {
  const { dataset } = document.documentElement;
  if (theme === undefined) delete dataset['theme'];
  else dataset['theme'] = theme;
  delete dataset['paper'];
  for (const figure of figures) figure.after();
}

/** Returns how to leave. */
export function onPrint(figure: Printed): () => void {
  if (figures.size === 0) {
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
  }
  figures.add(figure);
  return () => {
    figures.delete(figure);
    if (figures.size > 0) return;
    removeEventListener('beforeprint', before);
    removeEventListener('afterprint', after);
  };
}
