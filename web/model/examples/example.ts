// An example of the playground: a model, its data, and a paragraph.

export interface Example {
  slug: string;
  title: string;
  /** A paragraph: what is asked, and what to look at. */
  text: string;
  code: string;
  /** Made when it is asked for, so that a table is loaded with its example. */
  data: () => Promise<Record<string, unknown>>;
  /** Where the data are from, for those that have a source. */
  source?: string;
  /** What differs from the defaults. */
  settings?: Readonly<Record<string, number | string>>;
}
