// The way to paper. A page that is printed before all its figures have their numbers would lack them: the button "Print" and
// the keys wait for them first. The browser's own menu does not wait; then the print says what is missing.

import type { Islands } from './islands.ts';

/** After so many milliseconds it is printed as it is. */
const longest = 20_000;

const apple = /^(Mac|iP)/.test(navigator.platform);

/** Ctrl+P, on Apple's machines Cmd+P. There Ctrl+P is a move of the cursor. */
const asks = ({ key, ctrlKey, metaKey, altKey, shiftKey, defaultPrevented }: KeyboardEvent) =>
  key.toLowerCase() === 'p' &&
  (apple ? metaKey && !ctrlKey : ctrlKey && !metaKey) &&
  !altKey &&
  !shiftKey &&
  !defaultPrevented;

export function startPrinting(islands: Pick<Islands, 'settled' | 'settle' | 'startAll'>) {
  const button = document.querySelector<HTMLButtonElement>('#print')!;
  const said = document.querySelector<HTMLElement>('#print-said')!;
  let waiting = false;

  async function printWhole() {
    if (waiting) return;
    waiting = true;
    said.textContent = 'The figures are being drawn for the paper …';
    const late = new Promise((resolve) => setTimeout(resolve, longest));
    await Promise.race([islands.settle(), late]);
    said.textContent = '';
    waiting = false;
    print();
  }

  button.onclick = () => void printWhole();
  addEventListener('keydown', (event: KeyboardEvent) => {
    // Asked a second time, the browser prints what there is.
    if (!asks(event) || waiting || islands.settled) return;
    event.preventDefault();
    void printWhole();
  });
  addEventListener('beforeprint', () => {
    document.body.classList.toggle('unsettled', !islands.settled);
    islands.startAll();
  });
}
