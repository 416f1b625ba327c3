// Questions to a graph: are two variables independent, given others? The core answers by the arrows, and a law of that graph
// answers by draws.

import { label, points, Scale, significant } from '$web/kit/index.ts';
import type { Scales, Size, Surface } from '$web/kit/index.ts';
import type { NetworkTest, Separation } from '$web/core-client/networks.ts';
import type { Core } from './people.ts';

export const graphs = ['sprinkler', 'mixture'] as const;
export type GraphName = (typeof graphs)[number];
export const graphNames: Record<GraphName, string> = {
  sprinkler: 'a sprinkler',
  mixture: 'two data of a mixture',
};

interface Place {
  name: string;
  /** As shares of the board. */
  x: number;
  y: number;
}

interface Drawn {
  nodes: readonly Place[];
  arrows: string;
  /** What is asked at first. */
  pair: string;
}

export const size = 5;

export const drawn: Record<GraphName, Drawn> = {
  sprinkler: {
    nodes: [
      { name: 'season', x: 0.5, y: 0.09 },
      { name: 'sprinkler', x: 0.18, y: 0.36 },
      { name: 'rain', x: 0.84, y: 0.36 },
      { name: 'wet', x: 0.5, y: 0.63 },
      { name: 'slippery', x: 0.5, y: 0.91 },
    ],
    arrows: '01.02.13.23.34',
    pair: '12',
  },
  mixture: {
    nodes: [
      { name: 'z₁', x: 0.14, y: 0.15 },
      { name: 'x₁', x: 0.28, y: 0.8 },
      { name: 'μ', x: 0.5, y: 0.15 },
      { name: 'x₂', x: 0.72, y: 0.8 },
      { name: 'z₂', x: 0.86, y: 0.15 },
    ],
    arrows: '01.21.23.43',
    pair: '04',
  },
};

const isNode = (letter: string | undefined) => letter !== undefined && '01234'.includes(letter);

/** Arrows as two digits each; what a link says may be anything. */
export const readArrows = (text: string): string[] => [
  ...new Set(
    text
      .split('.')
      .filter((arrow) => arrow.length === 2 && arrow[0] !== arrow[1] && [...arrow].every(isNode)),
  ),
];

/** Nodes as digits, each once. */
export const readNodes = (text: string): number[] => [...new Set([...text].filter(isNode))].map(Number);

/** Whether one comes back to where one started by following arrows. */
export function hasCircle(arrows: readonly string[]): boolean {
  let left = [...arrows];
  for (;;) {
    const rest = left.filter((arrow) => left.some((other) => other[1] === arrow[0]));
    if (rest.length === left.length) return left.length > 0;
    left = rest;
  }
}

/** The arrows with one more, turned round, or less: undefined if they would then run in a circle. */
export function toggleArrow(arrows: readonly string[], from: number, to: number): string[] | undefined {
  const [arrow, back] = [`${from}${to}`, `${to}${from}`];
  const rest = arrows.filter((each) => each !== arrow && each !== back);
  if (arrows.includes(arrow)) return rest;
  const more = [...rest, arrow];
  return hasCircle(more) ? undefined : more;
}

export interface Question {
  arrows: readonly string[];
  a: number;
  b: number;
  given: readonly number[];
}

const asCore = ({ arrows, a, b, given }: Question) => ({
  nodes: size,
  arrows: Uint32Array.from(arrows.flatMap((arrow) => [...arrow].map(Number))),
  ...{ a, b, given: Uint32Array.from(given) },
});

export const separate = (client: Core, question: Question, signal?: AbortSignal): Promise<Separation> =>
  client.call('dSeparation', asCore(question), signal ? { signal } : {});

/** Every arrow has a weight of its own: equal ones could cancel each other on two ways. */
export const weightOf = (arrow: string) => 0.6 + 0.05 * Number(arrow[0]) + 0.07 * Number(arrow[1]);
export const draws = 10_000;

/** Ancestral draws of a Gaussian law of the graph, tested. */
export async function test(
  client: Core,
  question: Question,
  seed: number,
  signal?: AbortSignal,
): Promise<NetworkTest> {
  const asked = signal ? { signal } : {};
  const key = await client.call('keyFromSeed', { seed }, asked);
  return client.call(
    'gaussianNetwork',
    {
      ...asCore(question),
      weights: Float64Array.from(question.arrows, weightOf),
      noise: new Float64Array(size).fill(1),
      key,
      count: draws,
    },
    asked,
  );
}

/** A path in words: "sprinkler ← season → rain". */
export const spokenPath = (path: ArrayLike<number>, arrows: readonly string[], graph: GraphName) =>
  Array.from(path, (node, i) => {
    const { name } = drawn[graph].nodes[node]!;
    return i === 0 ? name : `${arrows.includes(`${path[i - 1]}${node}`) ? '→' : '←'} ${name}`;
  }).join(' ');

/** Why the path is open, or what closes all of them. */
export function reason(found: Separation, question: Question, graph: GraphName): string {
  const names = (nodes: readonly number[]) =>
    nodes.map((node) => drawn[graph].nodes[node]!.name).join(' and ');
  if (found.separated)
    return question.given.length > 0
      ? `Every path between them is closed once ${names(question.given)} ${question.given.length > 1 ? 'are' : 'is'} known.`
      : 'No path between them is open: each has a node at which two arrows meet.';
  const meets = [...found.path].filter(
    (node, i, path) =>
      i > 0 &&
      i + 1 < path.length &&
      question.arrows.includes(`${path[i - 1]}${node}`) &&
      question.arrows.includes(`${path[i + 1]}${node}`),
  );
  const way = `Open: ${spokenPath(found.path, question.arrows, graph)}.`;
  return meets.length > 0
    ? `${way} Two arrows meet at ${names(meets)}, and something is known of ${meets.length > 1 ? 'each' : 'it'}: the causes must share the credit.`
    : way;
}

/** Pixels of a node's button: as wide as its name. */
export const target = 44;
export const widthOf = (name: string) => Math.max(target, Math.round(8.5 * name.length + 22));

const narrow = 560;
export const heightFor = (width: number) => (width >= narrow ? 360 : 650);

export interface Layout {
  board: { left: number; top: number; width: number; height: number };
  cloud: Scales;
}

/** Standard deviations of what is left: most draws lie within. */
const reach = 4;

export function layout({ width, height }: Size, names: readonly [string, string] = ['', '']): Layout {
  const wide = width >= narrow;
  const edge = wide ? Math.round(0.54 * width) : width;
  const bottom = wide ? height : 340;
  const [left, right, top, low] = wide
    ? [edge + 44, width - 14, 40, height - 40]
    : [44, width - 14, 378, height - 40];
  return {
    board: { left: 4, top: 8, width: edge - 8, height: bottom - 16 },
    cloud: {
      ...{ left, right, top, bottom: low },
      x: new Scale({ domain: [-reach, reach], label: names[0] }, left, right),
      y: new Scale({ domain: [-reach, reach], label: names[1] }, low, top),
    },
  };
}

export const middle = ({ board }: Pick<Layout, 'board'>, { x, y }: Place) => {
  const [padX, padY] = [48, 26];
  return [
    board.left + padX + x * (board.width - 2 * padX),
    board.top + padY + y * (board.height - 2 * padY),
  ] as const;
};

/** From rim to rim of two buttons. */
export function ends(at: Pick<Layout, 'board'>, graph: GraphName, arrow: string) {
  const [from, to] = [drawn[graph].nodes[Number(arrow[0])]!, drawn[graph].nodes[Number(arrow[1])]!];
  const [[x1, y1], [x2, y2]] = [middle(at, from), middle(at, to)];
  const [dx, dy] = [x2 - x1, y2 - y1];
  const rim = (name: string, room: number) =>
    Math.min(
      (widthOf(name) / 2 + room) / Math.max(1e-9, Math.abs(dx)),
      (target / 2 + room) / Math.max(1e-9, Math.abs(dy)),
    );
  const [s, t] = [rim(from.name, 1), 1 - rim(to.name, 3)];
  return { x1: x1 + s * dx, y1: y1 + s * dy, x2: x1 + t * dx, y2: y1 + t * dy };
}

export interface Picture {
  graph: GraphName;
  arrows: readonly string[];
  /** The open path, once it may be seen. */
  path: ArrayLike<number> | undefined;
  left: { a: Float64Array; b: Float64Array } | undefined;
  names: readonly [string, string];
}

export function drawSeparation(surface: Surface, at: Layout, { graph, arrows, path, left, names }: Picture) {
  const steps = path
    ? Array.from(path)
        .slice(1)
        .map((node, i) => [path[i]!, node] as const)
    : [];
  for (const arrow of arrows) {
    const lit = steps.some(([u, v]) => arrow === `${u}${v}` || arrow === `${v}${u}`);
    const { x1, y1, x2, y2 } = ends(at, graph, arrow);
    const colour = lit ? '--posterior' : '--fg';
    surface.path([x1, y1, x2, y2], { colour, width: lit ? 4 : 2 });
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
    const tip = lit ? 14 : 11;
    surface.fill(
      [
        x2,
        y2,
        x2 - tip * ux - 0.5 * tip * uy,
        y2 - tip * uy + 0.5 * tip * ux,
        x2 - tip * ux + 0.5 * tip * uy,
        y2 - tip * uy - 0.5 * tip * ux,
      ],
      { colour },
    );
  }
  const { cloud } = at;
  surface.rect(cloud.left, cloud.top, cloud.right - cloud.left, cloud.bottom - cloud.top, {
    stroke: { colour: '--rule', width: 1 },
  });
  const text = { size: 12.5, weight: 600, colour: '--muted' } as const;
  surface.text(`${names[0]}, what is left of it →`, cloud.right, cloud.bottom + 18, {
    ...text,
    align: 'right',
  });
  surface.text(`↑ ${names[1]}, what is left of it`, cloud.left, cloud.top - 12, text);
  if (!left) {
    label(
      surface,
      cloud,
      { x: 0, y: 0, text: 'say first what you expect' },
      { colour: '--muted', align: 'center' },
    );
    return;
  }
  const scaled = (values: Float64Array) => {
    const spread = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length) || 1;
    return values.map((value) => Math.max(-reach, Math.min(reach, value / spread)));
  };
  points(
    surface,
    cloud,
    { x: scaled(left.a), y: scaled(left.b) },
    { colour: '--posterior', radius: 2.4, opacity: 0.6 },
  );
}

export const saidP = (p: number) => (p < 1e-4 ? 'below 0.0001' : significant(p, 2));
