// The script of the reference page: the text stands at once, the buttons come when the sandbox and the core can be asked.

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@fontsource-variable/source-serif-4/wght.css';
import '../../styles/base.css';
import '../reference.css';

import { Client } from '../../core-client/client.ts';
import { startThemeButton } from '../../ui/theme.ts';
import type { Shown } from '../run.ts';

startThemeButton(document.querySelector<HTMLButtonElement>('#theme')!);

let client: Client | undefined;

for (const entry of document.querySelectorAll<HTMLElement>('.entry')) {
  const code = `${entry.querySelector('pre')!.textContent}\n`;
  const data = JSON.parse(entry.dataset['values'] ?? '{}') as Record<string, unknown>;
  const result = entry.querySelector<HTMLElement>('.result')!;
  const button = entry.querySelector<HTMLButtonElement>('[data-run]')!;
  const link = entry.querySelector<HTMLAnchorElement>('[data-open]')!;
  const address = link.getAttribute('href')!;

  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    result.replaceChildren(paragraph('Drawing …'));
    void run(code, data)
      .then((shown) => result.replaceChildren(pictureOf(shown, entry.dataset['word']!)))
      .finally(() => button.removeAttribute('aria-disabled'));
  });
  const withModel = async () => {
    const { encodeModel } = await import('../../model/text.ts');
    link.href = `${address}#model=${await encodeModel({ code, data })}`;
  };
  // Known before it is followed, in whatever way.
  for (const event of ['pointerenter', 'pointerdown', 'focus']) {
    link.addEventListener(event, () => void withModel(), { once: true });
  }
  entry.querySelector<HTMLElement>('.ways')!.hidden = false;
}

async function run(code: string, data: Record<string, unknown>): Promise<Shown> {
  const { runExample } = await import('../run.ts');
  return runExample((client ??= new Client()), code, data);
}

function paragraph(text: string, isFault = false): HTMLParagraphElement {
  const made = document.createElement('p');
  made.textContent = text;
  if (isFault) made.className = 'fault';
  return made;
}

/** Numbers to three digits; whole ones as they are. */
function digits(x: number): string {
  const size = Math.abs(x);
  const text =
    Number.isInteger(x) && size < 1e6
      ? String(x)
      : size >= 1e-3 && size < 1e5
        ? Number(x.toPrecision(3)).toFixed(Math.max(0, 2 - Math.floor(Math.log10(size))))
        : x.toExponential(2);
  return text.replaceAll('-', '−');
}

function pictureOf(shown: Shown, word: string): HTMLElement {
  if (shown.error !== undefined) return paragraph(shown.error, true);
  const frame = document.createElement('div');
  frame.className = 'frame';
  frame.tabIndex = 0;
  frame.role = 'group';
  frame.ariaLabel = `Draws of the model with ${word}`;
  const table = document.createElement('table');
  const row = (head: string, cells: readonly string[], tag: 'th' | 'td') => {
    const made = document.createElement('tr');
    const first = document.createElement(head === '' ? 'td' : 'th');
    if (head !== '') first.scope = 'row';
    first.textContent = head;
    made.append(first);
    for (const cell of cells) {
      const each = document.createElement(tag);
      if (tag === 'th') (each as HTMLTableCellElement).scope = 'col';
      each.textContent = cell;
      made.append(each);
    }
    return made;
  };
  const head = document.createElement('thead');
  head.append(row('', shown.names, 'th'));
  const body = document.createElement('tbody');
  shown.draws.forEach((values, i) => body.append(row(`draw ${i + 1}`, values.map(digits), 'td')));
  body.append(row('mean', shown.mean.map(digits), 'td'), row('sd', shown.sd.map(digits), 'td'));
  table.append(head, body);
  if (shown.more > 0) {
    const caption = table.createCaption();
    caption.textContent = `and ${shown.more} more column${shown.more === 1 ? '' : 's'}`;
  }
  frame.append(table);
  return frame;
}
