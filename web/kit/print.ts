// Paper is light: while the page is printed it has the light theme, and each figure puts a sharp drawing in its place.

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
  for (const figure of figures) figure.before();
}

function after() {
  const { dataset } = document.documentElement;
  if (theme === undefined) delete dataset['theme'];
  else dataset['theme'] = theme;
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
