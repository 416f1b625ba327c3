// Pagefind's reader, as far as it is used here. It stands in the built site only, beside the index.

export interface Found {
  address: string;
  /** Of the page. */
  title: string;
  /** The section, '' for the page itself. */
  part: string;
  excerpt: { words: string; marked: boolean }[];
}

interface Result {
  data(): Promise<{
    url: string;
    meta: { title?: string };
    excerpt: string;
    sub_results: { title: string; url: string; excerpt: string }[];
  }>;
}

interface Pagefind {
  options(options: { excerptLength: number }): Promise<void>;
  init(): Promise<void>;
  search(words: string): Promise<{ results: Result[] }>;
}

export interface Search {
  find(words: string, most: number): Promise<Found[]>;
}

let loaded: Promise<Search> | undefined;

/** Tries again after a failure. */
export function loadPagefind(): Promise<Search> {
  if (!loaded) {
    loaded = load();
    loaded.catch(() => (loaded = undefined));
  }
  return loaded;
}

/** The site's root, whatever the base path: this module stands one folder below it. */
const root = (here: string) => new URL('../', here);

async function load(): Promise<Search> {
  const address = new URL('pagefind/pagefind.js', root(import.meta.url)).href;
  let pagefind: Pagefind;
  try {
    pagefind = (await import(/* @vite-ignore */ address)) as Pagefind;
    await pagefind.options({ excerptLength: 18 });
    await pagefind.init();
  } catch {
    throw new Error(
      import.meta.env.DEV
        ? 'There is no search while the site is developed: its index is made by the build.'
        : 'The search could not be loaded. Is the network gone?',
    );
  }
  return {
    async find(words, most) {
      const { results } = await pagefind.search(words);
      const pages = await Promise.all(results.slice(0, most).map((result) => result.data()));
      return pages.flatMap(partsOf).slice(0, most);
    },
  };
}

/** A page's sections that fit, or the page as a whole. */
function partsOf(page: Awaited<ReturnType<Result['data']>>): Found[] {
  const title = page.meta.title ?? page.url;
  const parts = page.sub_results.length > 0 ? page.sub_results : [{ ...page, title }];
  return parts.slice(0, 3).map(({ title: part, url, excerpt }) => ({
    address: url,
    title,
    part: part === title ? '' : part,
    excerpt: split(excerpt),
  }));
}

/** Pagefind gives escaped HTML with <mark>; only its texts are taken. */
function split(excerpt: string): Found['excerpt'] {
  const { body } = new DOMParser().parseFromString(excerpt, 'text/html');
  return [...body.childNodes].map((node) => ({
    words: node.textContent ?? '',
    marked: node.nodeName === 'MARK',
  }));
}
