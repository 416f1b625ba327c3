// From an address to a file of the build, as a static host does it.

export interface Route {
  name: string;
  /** Where the page really stands: a folder without its slash. */
  redirect?: string;
}

export function fileOf(url: URL, scope: string, files: Readonly<Record<string, string>>): Route | undefined {
  const has = (name: string) => Object.hasOwn(files, name);
  let name: string;
  try {
    name = decodeURIComponent(`${url.origin}${url.pathname}`.slice(scope.length));
  } catch {
    return undefined;
  }
  if (has(name)) return { name };
  if (name === '' || name.endsWith('/'))
    return has(`${name}index.html`) ? { name: `${name}index.html` } : undefined;
  if (!has(`${name}/index.html`)) return undefined;
  return { name: `${name}/index.html`, redirect: `${scope}${name}/${url.search}` };
}

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  wasm: 'application/wasm',
  woff2: 'font/woff2',
};

/** For a host that does not say. */
export const contentType = (name: string) => types[name.split('.').pop()!] ?? 'application/octet-stream';
