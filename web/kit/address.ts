// The part of the page's address behind the #, as names and texts.

/** Browsers allow about 100 changes of the address in 30 s; a drag makes that many in two. */
const writeDelay = 350;

/** The pairs of a hash; an anchor such as "#step-2" has none. */
export function pairs(hash: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of hash.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    if (at <= 0) continue;
    try {
      found.set(decodeURIComponent(part.slice(0, at)), decodeURIComponent(part.slice(at + 1)));
    } catch {
      // A broken escape: not written by us.
    }
  }
  return found;
}

export const join = (found: Iterable<readonly [string, string]>) =>
  [...found].map(([name, text]) => `${encodeURIComponent(name)}=${encodeURIComponent(text)}`).join('&');

// One timer and one pending text for all figures: two writers in turn would undo each other.
const pending = new Map<string, string>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Puts the pairs into the address before long; others stay, anchors go. */
export function writeSoon(values: Iterable<readonly [string, string]>) {
  for (const [name, text] of values) pending.set(name, text);
  timer ??= setTimeout(() => {
    timer = undefined;
    const all = pairs(location.hash);
    for (const [name, text] of pending) all.set(name, text);
    pending.clear();
    history.replaceState(history.state, '', `#${join(all)}`);
  }, writeDelay);
}
