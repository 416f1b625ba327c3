// A node of the core's graph written out as a formula, and how large it is: as a tree, in which everything that is used
// twice stands twice, and as a graph, in which it stands once.

import type { InspectedNode } from '$web/core-client/graph.ts';
import { significant } from '$web/kit/format.ts';

type Node = Pick<InspectedNode, 'op' | 'operands' | 'value' | 'label' | 'name'>;

/** Copies and shapes: nothing that a formula has a sign for. */
const silent = new Set([
  'gather',
  'expand',
  'reshape',
  'sum_rows',
  'sum_cols',
  'stop_gradient',
  'scatter_add',
]);
const isSilent = (node: Node) => silent.has(node.op) && node.operands.length === 1;

/** The node that this one only copies. */
export function meaning(nodes: readonly Node[], at: number): number {
  while (isSilent(nodes[at]!)) at = nodes[at]!.operands[0]!;
  return at;
}

export interface Size {
  /** Numbers, x and operations of the formula as it is written out. */
  tree: number;
  /** Those of the graph, which has each once. */
  graph: number;
}

export function sizeOf(nodes: readonly Node[], root: number): Size {
  const trees: number[] = [];
  const needed = new Set([meaning(nodes, root)]);
  for (let i = 0; i <= root; i++)
    trees[i] = isSilent(nodes[i]!)
      ? trees[nodes[i]!.operands[0]!]!
      : nodes[i]!.operands.reduce((sum, operand) => sum + trees[operand]!, 1);
  for (let i = root; i >= 0; i--)
    if (needed.has(i)) for (const operand of nodes[i]!.operands) needed.add(meaning(nodes, operand));
  return { tree: trees[root]!, graph: needed.size };
}

const signs: Readonly<Record<string, [sign: string, binding: number]>> = {
  add: [' + ', 1],
  sub: [' − ', 1],
  mul: [' · ', 2],
  div: [' / ', 2],
};

/** How a number stands in a formula. */
export const numberText = (value: number) => String(Number(value.toPrecision(6))).replace('-', '−');

export interface WriteOptions {
  /** Every digit, for a formula that is read again; by default six. */
  exact?: boolean;
  /** Longer formulas are not written. */
  most?: number;
}

/** The formula of a node in the signs that parse() reads; undefined if it is longer than `most` characters. */
export function write(
  nodes: readonly Node[],
  root: number,
  { exact = false, most = 4000 }: WriteOptions = {},
): string | undefined {
  const texts = new Map<number, readonly [text: string, binding: number]>();
  const inner = (at: number, binding: number) => {
    const [text, own] = texts.get(meaning(nodes, at))!;
    return own < binding ? `(${text})` : text;
  };
  const one = (at: number): readonly [string, number] => {
    const node = nodes[at]!;
    const [a, b] = node.operands as [number, number];
    if (node.op === 'input') return [node.name || 'x', 9];
    if (node.op === 'constant' || node.op === 'data') {
      const value = node.value[0]!;
      return [exact ? String(value).replace('-', '−') : numberText(value), value < 0 ? 2.5 : 9];
    }
    if (node.op === 'mul' && meaning(nodes, a) === meaning(nodes, b)) return [`${inner(a, 4)}^2`, 3];
    const sign = signs[node.op];
    if (sign) {
      const [text, binding] = sign;
      // What follows − or / keeps its parentheses.
      const right = node.op === 'sub' || node.op === 'div' ? binding + 0.5 : binding;
      const second = inner(b, node.op === 'mul' ? 2.2 : right);
      if (node.op === 'add' && second.startsWith('−')) return [`${inner(a, 1)} − ${second.slice(1)}`, 1];
      return [`${inner(a, binding)}${text}${second.startsWith('−') ? `(${second})` : second}`, binding];
    }
    if (node.op === 'neg') return [`−${inner(a, 2.6)}`, 1.5];
    if (node.op === 'pow') return [`${inner(a, 4)}^${inner(b, 4)}`, 3];
    if (node.op === 'reciprocal') return [`1 / ${inner(a, 2.5)}`, 2];
    return [`${node.op}(${node.operands.map((operand) => inner(operand, 0)).join(', ')})`, 9];
  };
  const goal = meaning(nodes, root);
  const needed = new Set([goal]);
  for (let i = goal; i >= 0; i--)
    if (needed.has(i)) for (const operand of nodes[i]!.operands) needed.add(meaning(nodes, operand));
  for (const at of [...needed].sort((a, b) => a - b)) {
    const made = one(at);
    if (made[0].length > most) return undefined;
    texts.set(at, made);
  }
  return texts.get(goal)![0];
}

/** Four digits, without zeros that say nothing. */
export const short = (value: number) =>
  significant(value, 4)
    .replace(/(\.\d*?)0+(?=·|$)/, '$1')
    .replace(/\.(?=·|$)/, '');

const circled: Readonly<Record<string, string>> = {
  add: '+',
  sub: '−',
  mul: '×',
  div: '÷',
  neg: '−',
  reciprocal: '1/( )',
};

/** "sin", "×", "x", "2": what stands in the circle of a node. */
export function shortLabel(node: Node): string {
  if (node.op === 'input') return node.name || 'x';
  if (node.op === 'constant') return short(node.value[0]!);
  return circled[node.op] ?? node.op;
}
