// The logistic map l(n + 1) = 4 l(n) (1 - l(n)) as one expression: the classic example of how a derivative swells when it is
// written out (Baydin and others 2018, table 1).

import type { Traced } from '$web/trace/index.ts';
import { inspect, t, type Core } from './programs.ts';
import { sizeOf, write, type Size } from './writing.ts';

export const most = 10;

export const logistic = (n: number) =>
  t.trace({ dim: { x: 1 } }, ({ x }) => {
    let l: Traced = x;
    for (let i = 0; i < n; i++) l = t.mul(t.mul(4, l), t.sub(1, l));
    return l;
  });

export interface Swollen {
  n: number;
  f: Size;
  slope: Size;
  /** The derivative, if it is short enough to be shown. */
  text: string | undefined;
  /** Characters of it, if it has less than a hundred thousand. */
  length: number | undefined;
}

export async function swell(core: Core, signal?: AbortSignal): Promise<Swollen[]> {
  const found: Swollen[] = [];
  for (let n = 1; n <= most; n++) {
    const nodes = await inspect(core, logistic(n), Float64Array.of(0.3), signal ? { signal } : {});
    const top = nodes.reduce((last, node, at) => (node.forward ? at : last), 0);
    const root = nodes.find((node) => node.op === 'input')!.adjoint!;
    const all = write(nodes, root, { most: 100_000 });
    found.push({
      n,
      f: sizeOf(nodes, top),
      slope: sizeOf(nodes, root),
      text: all && all.length <= 3000 ? all : undefined,
      length: all?.length,
    });
  }
  return found;
}
