// A figure's state in the page's address (`#rain.seed=7&rain.n=1000`), so that a link shows the same figure with the same
// numbers. Each figure's names begin with its id, so that several live on one page; other parts of the hash are left alone.

import { join, pairs, writeSoon } from './address.ts';
import type { Field } from './fields.ts';

// The values' types differ from field to field.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Fields = Record<string, Field<any>>;
type Values<F extends Fields> = { [Name in keyof F]: F[Name] extends Field<infer T> ? T : never };

/** What the kit needs to know of a state, whatever its fields are. */
export interface AnyHashState {
  attach(): () => void;
  follow(): void;
  link(): string;
}

export class HashState<F extends Fields> implements AnyHashState {
  /** The state: read it in the drawing, bind controls to it. */
  values: Values<F> = $state({} as Values<F>);
  #known: string;

  /** `id` is the figure's; "" leaves the names bare, for a page with one figure. */
  constructor(
    readonly id: string,
    readonly fields: F,
    hash = typeof location === 'undefined' ? '' : location.hash,
  ) {
    for (const name of Object.keys(fields) as (keyof F & string)[]) this.values[name] = this.#initial(name);
    this.#read(hash);
    this.#known = join(this.#written());
  }

  /** Follows the address (a link to another state of this page). Returns how to stop that. */
  attach(): () => void {
    const changed = () => this.#read(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }

  /** The body of an effect: writes the state into the address soon after it has changed. */
  follow() {
    const written = this.#written();
    const text = join(written);
    // A page that nobody has touched keeps its clean address.
    if (text === this.#known) return;
    this.#known = text;
    writeSoon(written);
  }

  /** The page's address with this figure's state in full. */
  link(): string {
    return `${location.href.split('#')[0]}#${join(this.#written())}`;
  }

  reset() {
    for (const name of Object.keys(this.fields) as (keyof F & string)[])
      this.values[name] = this.#initial(name);
  }

  #initial<Name extends keyof F & string>(name: Name): Values<F>[Name] {
    return structuredClone(this.fields[name]!.initial);
  }

  #name(name: string) {
    return this.id === '' ? name : `${this.id}.${name}`;
  }

  #written(): [string, string][] {
    return Object.keys(this.fields).map((name) => [
      this.#name(name),
      this.fields[name]!.write(this.values[name as keyof F]),
    ]);
  }

  /** Takes what the hash says; if it says nothing of this figure (an anchor), the state stays. */
  #read(hash: string) {
    const found = pairs(hash);
    const names = Object.keys(this.fields) as (keyof F & string)[];
    if (!names.some((name) => found.has(this.#name(name)))) return;
    for (const name of names) {
      const text = found.get(this.#name(name));
      const value = text === undefined ? undefined : this.fields[name]!.read(text);
      this.values[name] = value === undefined ? this.#initial(name) : value;
    }
  }
}
