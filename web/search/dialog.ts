// The search dialog: a field, and the pages and sections that fit. Enter goes to the first, the arrow keys walk.

import { loadPagefind, type Found } from './pagefind.ts';

const most = 12;
const pause = 120;

export class SearchDialog {
  readonly #dialog = document.createElement('dialog');
  readonly #field: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #said: HTMLElement;
  #turn = 0;

  constructor() {
    this.#dialog.className = 'search';
    this.#dialog.setAttribute('aria-label', 'Search');
    // No text of a page is in here: results are put in as text below.
    this.#dialog.innerHTML = `
      <form method="dialog">
        <input type="search" placeholder="Search the lessons" aria-label="Search the lessons"
          autocomplete="off" spellcheck="false" enterkeyhint="go" />
        <button>Close</button>
      </form>
      <p role="status"></p>
      <ol></ol>`;
    this.#field = this.#dialog.querySelector('input')!;
    this.#list = this.#dialog.querySelector('ol')!;
    this.#said = this.#dialog.querySelector('p')!;
    this.#field.addEventListener('input', () => void this.#search());
    this.#dialog.addEventListener('keydown', (event) => this.#key(event));
    this.#dialog.addEventListener('click', (event) => {
      // The backdrop is the dialog's own box; a link to this page leaves the dialog too.
      if (event.target === this.#dialog || (event.target as Element).closest('a')) this.#dialog.close();
    });
    document.body.append(this.#dialog);
  }

  open() {
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#field.select();
    // Ready by the time when a word is typed; a failure shows with the first search.
    loadPagefind().catch(() => undefined);
  }

  async #search() {
    const turn = ++this.#turn;
    const words = this.#field.value.trim();
    if (words === '') return this.#show([], '');
    await new Promise((resolve) => setTimeout(resolve, pause));
    if (turn !== this.#turn) return;
    try {
      const found = await (await loadPagefind()).find(words, most);
      if (turn !== this.#turn) return;
      const count = found.length === most ? `The first ${most} results` : `${found.length} results`;
      this.#show(
        found,
        found.length === 0 ? `Nothing found for “${words}”.` : found.length === 1 ? '1 result' : count,
      );
    } catch (error) {
      if (turn === this.#turn) this.#show([], (error as Error).message);
    }
  }

  #show(found: readonly Found[], said: string) {
    this.#said.textContent = said;
    this.#list.replaceChildren(
      ...found.map(({ address, title, part, excerpt }) => {
        const item = document.createElement('li');
        const link = document.createElement('a');
        link.href = address;
        const name = document.createElement('span');
        name.className = 'title';
        name.textContent = part ? `${title} · ${part}` : title;
        const text = document.createElement('span');
        for (const { words, marked } of excerpt) {
          const piece = document.createElement(marked ? 'mark' : 'span');
          piece.textContent = words;
          text.append(piece);
        }
        link.append(name, text);
        item.append(link);
        return item;
      }),
    );
  }

  #key(event: KeyboardEvent) {
    const links = [...this.#list.querySelectorAll('a')];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    if (event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === 'ArrowUp') (at <= 0 ? this.#field : links[at - 1])?.focus();
    else if (event.key === 'Enter' && event.target === this.#field) links[0]?.click();
    // A search field would first clear itself.
    else if (event.key === 'Escape') this.#dialog.close();
    else return;
    event.preventDefault();
  }
}
