// An expression at one x as a graph to be drawn and walked: values forwards, then adjoints backwards, one node at a time.

import type { Traced } from '$web/trace/index.ts';
import { evaluate, inspect, t, type Asked, type Core } from './programs.ts';
import { ruleOf } from './rules.ts';
import { meaning, short, shortLabel, sizeOf, write, type Size } from './writing.ts';
import type { Recipe } from '$web/trace/index.ts';

export interface Reader {
  /** The node that reads this one, and in which place. */
  node: number;
  place: number;
  /** d(reader) / d(this), from a program of that operation alone. */
  slope: number;
}

export interface TapeNode {
  op: string;
  label: string;
  operands: number[];
  value: number;
  /** d(result) / d(this); undefined for numbers, towards which nobody asks. */
  adjoint: number | undefined;
  readers: Reader[];
}

export interface Tape {
  x: number;
  /** Operands first; the last one is the result. */
  nodes: TapeNode[];
  /** The nodes with an adjoint, in the order in which it becomes known. */
  back: number[];
  /** The derivative as a formula, if it is short enough to be read, and its size. */
  derivative: string | undefined;
  exact: string | undefined;
  size: Size;
  /** Size of the function itself. */
  own: Size;
}

export async function makeTape(core: Core, recipe: Recipe, x: number, asked: Asked = {}): Promise<Tape> {
  const list = await inspect(core, recipe, Float64Array.of(x), asked);
  const place = new Map<number, number>();
  const nodes: TapeNode[] = [];
  list.forEach((node, at) => {
    if (!node.forward || meaning(list, at) !== at) return;
    place.set(at, nodes.length);
    nodes.push({
      op: node.op,
      label: shortLabel(node),
      operands: node.operands.map((operand) => place.get(meaning(list, operand))!),
      value: node.value[0]!,
      adjoint: node.adjoint === undefined ? undefined : list[node.adjoint]!.value[0]!,
      readers: [],
    });
  });
  const slopes = await localSlopes(core, nodes, asked);
  nodes.forEach((node, reader) =>
    node.operands.forEach((operand, at) =>
      nodes[operand]!.readers.push({ node: reader, place: at, slope: slopes[reader]![at]! }),
    ),
  );
  const top = list.reduce((last, node, at) => (node.forward ? at : last), 0);
  const input = list.findIndex((node) => node.op === 'input');
  const root = list[input]?.adjoint;
  return {
    x,
    nodes,
    back: nodes.flatMap((node, at) => (node.adjoint === undefined ? [] : [at])).reverse(),
    derivative: root === undefined ? undefined : write(list, root, { most: 600 }),
    exact: root === undefined ? undefined : write(list, root, { most: 1500, exact: true }),
    size: root === undefined ? { tree: 0, graph: 0 } : sizeOf(list, root),
    own: sizeOf(list, top),
  };
}

/** The slope of every node towards each operand: the gradient of one program that is the sum of all operations, each with
 * inputs of its own. */
async function localSlopes(core: Core, nodes: readonly TapeNode[], asked: Asked): Promise<number[][]> {
  const dim: Record<string, number> = {};
  const x: number[] = [];
  nodes.forEach(({ operands }, at) =>
    operands.forEach((operand, place) => {
      dim[`i${at}_${place}`] = 1;
      x.push(nodes[operand]!.value);
    }),
  );
  if (x.length === 0 || !x.every(Number.isFinite))
    return nodes.map(({ operands }) => operands.map(() => NaN));
  const recipe = t.trace({ dim }, (inputs) => {
    const terms = nodes.flatMap(({ op, operands }, at) => {
      if (operands.length === 0) return [];
      const f = (t as unknown as Record<string, (...args: Traced[]) => Traced>)[op]!;
      return [f(...operands.map((_, place) => inputs[`i${at}_${place}`]!))];
    });
    return terms.reduce((sum, term) => t.add(sum, term));
  });
  const { gradient } = await evaluate(core, recipe, Float64Array.from(x), {
    ...asked,
    gradient: true,
    batch: 1,
  });
  let next = 0;
  return nodes.map(({ operands }) => operands.map(() => gradient![next++]!));
}

/** How many steps a walk has: each value, then each adjoint. */
export const stepsOf = (tape: Tape) => tape.nodes.length + tape.back.length;

export interface View {
  /** Nodes whose value is known. */
  values: number;
  /** Of `back`, whose adjoint is known. */
  adjoints: number;
  /** The node of this step. */
  lit: number | undefined;
}

export function viewAt(tape: Tape, step: number): View {
  const values = Math.min(step, tape.nodes.length);
  const adjoints = Math.max(0, step - tape.nodes.length);
  const lit = step === 0 ? undefined : adjoints > 0 ? tape.back[adjoints - 1] : values - 1;
  return { values, adjoints, lit };
}

const signed = (value: number) => (value < 0 ? `(${short(value)})` : short(value));

/** What this step does, for people: a heading, the rule in words, and the sum with its numbers. */
export function tell(tape: Tape, step: number): { title: string; words: string; sum: string } {
  const { lit, adjoints } = viewAt(tape, step);
  if (lit === undefined)
    return {
      title: 'Ready',
      words: 'Forwards first: each node computes its value from its operands.',
      sum: '',
    };
  const node = tape.nodes[lit]!;
  if (adjoints === 0) {
    const operands = node.operands.map((operand) => short(tape.nodes[operand]!.value));
    if (node.op === 'input')
      return {
        title: 'Forwards: x',
        words: 'The walk starts with the input.',
        sum: `x = ${short(node.value)}`,
      };
    if (operands.length === 0)
      return { title: `Forwards: ${node.label}`, words: 'A number of the expression.', sum: node.label };
    return {
      title: `Forwards: ${node.label}`,
      words: 'Its operands are known, so it can compute.',
      sum: `${node.op}(${operands.join(', ')}) = ${short(node.value)}`,
    };
  }
  const title = `Backwards: ${node.op === 'input' ? 'x' : node.label}`;
  if (node.readers.length === 0)
    return {
      title,
      words: 'The result changes one for one with itself: its adjoint is 1.',
      sum: 'adjoint = 1',
    };
  const terms = node.readers.map(({ node: reader, slope }) => {
    const { adjoint } = tape.nodes[reader]!;
    return `${signed(adjoint ?? 0)} · ${signed(slope)}`;
  });
  const wordy = [...new Set(node.readers.map(({ node: reader }) => ruleOf(tape.nodes[reader]!.op).words))];
  return {
    title,
    words: `${node.readers.length > 1 ? `Read ${node.readers.length} times, so ${node.readers.length} terms. ` : ''}${wordy.join(' ')}`,
    sum: `adjoint = ${terms.join(' + ')} = ${short(node.adjoint!)}`,
  };
}

/** How far the sum over readers is from the core's adjoint, relative to its terms: 0 but for rounding. */
export function largestMiss(tape: Tape): number {
  let worst = 0;
  for (const { adjoint, readers } of tape.nodes) {
    if (adjoint === undefined || readers.length === 0) continue;
    const terms = readers.map(({ node, slope }) => (tape.nodes[node]!.adjoint ?? 0) * slope);
    const size = terms.reduce((sum, term) => sum + Math.abs(term), 0);
    const miss = Math.abs(terms.reduce((sum, term) => sum + term, 0) - adjoint);
    if (size > 0) worst = Math.max(worst, miss / size);
  }
  return worst;
}

export interface Layout {
  /** In rows and columns of the drawing: x from 0 to 1, row from 0 (the inputs). */
  places: { x: number; row: number }[];
  rows: number;
  /** Nodes in the fullest row. */
  width: number;
}

/** Each node one row above its highest operand; numbers stand just below their reader. */
export function layOut(tape: Tape): Layout {
  const { nodes } = tape;
  const row = nodes.map(() => 0);
  nodes.forEach(({ operands }, at) => {
    row[at] = operands.length === 0 ? 0 : 1 + Math.max(...operands.map((operand) => row[operand]!));
  });
  nodes.forEach(({ op, readers }, at) => {
    if (op === 'input' || nodes[at]!.operands.length > 0 || readers.length === 0) return;
    row[at] = Math.max(0, Math.min(...readers.map(({ node }) => row[node]!)) - 1);
  });
  const rows = 1 + Math.max(...row);
  const layers = Array.from({ length: rows }, (_, level) =>
    nodes.flatMap((_, at) => (row[at] === level ? [at] : [])),
  );
  const x = nodes.map(() => 0.5);
  const spread = (layer: number[]) => layer.forEach((at, i) => (x[at] = (i + 0.5) / layer.length));
  layers.forEach(spread);
  // Towards the middle of the neighbours, down and up a few times.
  for (let sweep = 0; sweep < 6; sweep++) {
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const wish = new Map(
        layer.map((at) => {
          const near = sweep % 2 === 0 ? nodes[at]!.operands : nodes[at]!.readers.map(({ node }) => node);
          const mean = near.reduce((sum, other) => sum + x[other]!, 0) / near.length;
          return [at, near.length > 0 ? mean : x[at]!];
        }),
      );
      layer.sort((a, b) => wish.get(a)! - wish.get(b)!);
      spread(layer);
    }
  }
  return {
    places: nodes.map((_, at) => ({ x: x[at]!, row: row[at]! })),
    rows,
    width: Math.max(...layers.map(({ length }) => length)),
  };
}
