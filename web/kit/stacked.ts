// Two panels above each other whose boxes begin at the same pixel, so that what falls from one lands at the same place in
// the other.

import { panels, scales, type Axis, type Box, type Scales } from './scale.ts';
import type { Size } from './surface.ts';

export function stacked(
  size: Size,
  above: { x: Axis; y: Axis },
  below: { x: Axis; y: Axis },
  shares: readonly [number, number] = [3, 2],
): [Scales, Scales] {
  const [top, bottom] = panels(size, shares, 'rows', 4) as [Box, Box];
  const first = [scales(size, above.x, above.y, top), scales(size, below.x, below.y, bottom)] as const;
  const left = Math.max(first[0].left, first[1].left);
  return [
    scales(size, above.x, above.y, { ...top, left: left - first[0].left }),
    scales(size, below.x, below.y, { ...bottom, left: left - first[1].left }),
  ];
}
