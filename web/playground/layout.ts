// Where the nodes of a model's graph stand: in layers, parents above children; the members of a plate together, below all that
// feeds them, in a box of their own.

export interface GraphNode {
  name: string;
  parents: readonly string[];
  /** Members of the same plate have the same. */
  plate?: number | undefined;
  /** Pixels. */
  width: number;
}

export interface Placed {
  x: number;
  y: number;
}

export interface PlateBox {
  plate: number;
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Layout {
  /** The middles of the nodes, by name. */
  at: Map<string, Placed>;
  plates: PlateBox[];
  width: number;
  height: number;
}

export const nodeHeight = 34;
const [gapX, gapY, padding, labelRoom] = [16, 30, 14, 20];

interface Block {
  id: string;
  plate: number | undefined;
  nodes: GraphNode[];
  /** Inside the block: rows of nodes. */
  rows: GraphNode[][];
  width: number;
  height: number;
}

/** The layer of each node by its longest way from the top, within those that `has` names. Parents come before children. */
function layersOf(nodes: readonly GraphNode[]): Map<string, number> {
  const layer = new Map<string, number>();
  for (const { name, parents } of nodes)
    layer.set(
      name,
      Math.max(0, ...parents.flatMap((parent) => (layer.has(parent) ? layer.get(parent)! + 1 : []))),
    );
  return layer;
}

/**
 * Members of a plate that a way leaves and comes back to stand in two boxes: one box could be neither above nor below what
 * lies between. The number of returns tells the boxes apart.
 */
function blockIds(nodes: readonly GraphNode[]): Map<string, string> {
  const returns = new Map<string, Map<number, number>>();
  const touched = new Map<string, Set<number>>();
  const plateOf = new Map(nodes.map(({ name, plate }) => [name, plate]));
  const ids = new Map<string, string>();
  for (const { name, parents, plate } of nodes) {
    const own = new Map<number, number>();
    const passed = new Set<number>();
    for (const parent of parents) {
      for (const [each, count] of returns.get(parent) ?? []) {
        const again =
          each === plate && plateOf.get(parent) !== plate && touched.get(parent)?.has(each) ? 1 : 0;
        own.set(each, Math.max(own.get(each) ?? 0, count + again));
      }
      for (const each of touched.get(parent) ?? []) passed.add(each);
    }
    if (plate !== undefined) {
      own.set(plate, own.get(plate) ?? 0);
      passed.add(plate);
    }
    returns.set(name, own);
    touched.set(name, passed);
    ids.set(name, plate === undefined ? `node ${name}` : `plate ${plate} ${own.get(plate)}`);
  }
  return ids;
}

/** The layers of the blocks, or undefined if they depend on each other in a circle. */
function blockLayers(nodes: readonly GraphNode[], ids: Map<string, string>): Map<string, number> | undefined {
  const feeds = new Map<string, Set<string>>();
  const waits = new Map<string, number>([...new Set(ids.values())].map((id) => [id, 0]));
  for (const { name, parents } of nodes)
    for (const parent of parents) {
      const [from, to] = [ids.get(parent), ids.get(name)!];
      if (from === undefined || from === to || feeds.get(from)?.has(to)) continue;
      feeds.set(from, (feeds.get(from) ?? new Set()).add(to));
      waits.set(to, waits.get(to)! + 1);
    }
  const layer = new Map<string, number>();
  const ready = [...waits].filter(([, count]) => count === 0).map(([id]) => id);
  ready.forEach((id) => layer.set(id, 0));
  for (let id = ready.shift(); id !== undefined; id = ready.shift())
    for (const to of feeds.get(id) ?? []) {
      layer.set(to, Math.max(layer.get(to) ?? 0, layer.get(id)! + 1));
      waits.set(to, waits.get(to)! - 1);
      if (waits.get(to) === 0) ready.push(to);
    }
  return [...waits.values()].every((count) => count === 0) ? layer : undefined;
}

/** Rows of a block; one that is too wide goes on in the next line. */
function rowsOf(nodes: readonly GraphNode[], room: number): GraphNode[][] {
  const layer = layersOf(nodes);
  const rows: GraphNode[][] = [];
  for (let l = 0; l <= Math.max(...layer.values()); l++) {
    let row: GraphNode[] = [];
    let width = 0;
    for (const node of nodes.filter(({ name }) => layer.get(name) === l)) {
      if (row.length > 0 && width + gapX + node.width > room) {
        rows.push(row);
        [row, width] = [[], 0];
      }
      row.push(node);
      width += (row.length > 1 ? gapX : 0) + node.width;
    }
    rows.push(row);
  }
  return rows;
}

const rowWidth = (row: readonly { width: number }[]) =>
  row.reduce((sum, { width }) => sum + width, 0) + gapX * (row.length - 1);

/** Nodes must come after their parents. `room`: the pixels there are across. */
export function layOut(given: readonly GraphNode[], room: number): Layout {
  let nodes = given;
  let ids = blockIds(nodes);
  let layer = blockLayers(nodes, ids);
  if (!layer) {
    // Plates in a circle: better no boxes than wrong ones.
    nodes = given.map((node) => ({ ...node, plate: undefined }));
    ids = blockIds(nodes);
    layer = blockLayers(nodes, ids)!;
  }
  const blocks = new Map<string, Block>();
  for (const node of nodes) {
    const id = ids.get(node.name)!;
    const block = blocks.get(id) ?? { id, plate: node.plate, nodes: [], rows: [], width: 0, height: 0 };
    block.nodes.push(node);
    blocks.set(id, block);
  }
  for (const block of blocks.values()) {
    const inner = block.plate === undefined ? 0 : padding;
    block.rows = rowsOf(block.nodes, room - 2 * inner);
    block.width = Math.max(...block.rows.map(rowWidth)) + 2 * inner;
    block.height =
      block.rows.length * nodeHeight +
      (block.rows.length - 1) * gapY +
      (inner > 0 ? inner + labelRoom + 4 : 0);
  }
  const last = Math.max(0, ...layer.values());
  const lines: Block[][] = [];
  const middle = new Map<string, number>();
  const at = new Map<string, Placed>();
  const plates: PlateBox[] = [];
  let y = 4;
  for (let l = 0; l <= last; l++) {
    const own = [...blocks.values()].filter(({ id }) => layer.get(id) === l);
    // Below the middle of what feeds it.
    const wish = (block: Block) => {
      const above = block.nodes.flatMap(({ parents }) =>
        parents.flatMap((parent) => middle.get(parent) ?? []),
      );
      return above.length > 0 ? above.reduce((sum, x) => sum + x, 0) / above.length : room / 2;
    };
    own.sort((a, b) => wish(a) - wish(b));
    let line: Block[] = [];
    for (const block of own) {
      if (line.length > 0 && rowWidth([...line, block]) > room) {
        lines.push(line);
        y = placeLine(line, y, room, at, middle, plates) + gapY;
        line = [];
      }
      line.push(block);
    }
    if (line.length > 0) y = placeLine(line, y, room, at, middle, plates) + gapY;
  }
  return { at, plates, width: room, height: Math.max(0, y - gapY) + 4 };
}

/** Puts a line of blocks about the middle; returns its lower edge. */
function placeLine(
  line: readonly Block[],
  top: number,
  room: number,
  at: Map<string, Placed>,
  middle: Map<string, number>,
  plates: PlateBox[],
): number {
  let left = (room - rowWidth(line)) / 2;
  let bottom = top;
  for (const { plate, rows, width, height } of line) {
    const inner = plate === undefined ? 0 : padding;
    let y = top + inner;
    for (const row of rows) {
      let x = left + (width - rowWidth(row)) / 2;
      for (const node of row) {
        at.set(node.name, { x: x + node.width / 2, y: y + nodeHeight / 2 });
        middle.set(node.name, x + node.width / 2);
        x += node.width + gapX;
      }
      y += nodeHeight + gapY;
    }
    if (plate !== undefined) plates.push({ plate, left, top, right: left + width, bottom: top + height });
    bottom = Math.max(bottom, top + height);
    left += width + gapX;
  }
  return bottom;
}
