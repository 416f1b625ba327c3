// A mixture as a graphical model: which arrows and plates its recipe asks for, and what is missing in a drawing of it.

export const nodes = {
  w: { text: 'π', name: 'π, the weights', x: 60, y: 70, kind: 'fixed' },
  z: { text: 'z', name: 'z, the component', x: 190, y: 70, kind: 'hidden' },
  x: { text: 'x', name: 'x, the datum', x: 320, y: 70, kind: 'seen' },
  s: { text: 'λ', name: 'λ, the spread', x: 190, y: 196, kind: 'fixed' },
  m: { text: 'μ', name: 'μ, the middle', x: 320, y: 196, kind: 'hidden' },
} as const;
export type Node = keyof typeof nodes;
export const nodeNames = Object.keys(nodes) as Node[];

/** An arrow as two letters: from, to. */
export type Arrow = `${Node}${Node}`;
export const plateNames = ['n', 'K'] as const;
export type Plate = (typeof plateNames)[number];

export interface Drawing {
  arrows: readonly string[];
  plates: Record<Plate, readonly Node[]>;
}

const key: { arrows: Record<string, string>; plates: Record<Plate, readonly Node[]> } = {
  arrows: {
    wz: 'z is drawn from the weights: what does z need to be drawn?',
    sm: 'each μ is drawn around 0 with a spread: what does μ need to be drawn?',
    zx: 'x is drawn around the middle of one component: what says which one?',
    mx: 'x is drawn around a middle: where does that come from?',
  },
  plates: { n: ['z', 'x'], K: ['m'] },
};

export const rightArrows = Object.keys(key.arrows);

const spoken = (arrow: string) => `${nodes[arrow[0] as Node].text} → ${nodes[arrow[1] as Node].text}`;

/** Whether one comes back to where one started by following arrows. */
export function hasCycle(arrows: readonly string[]): boolean {
  let left = [...arrows];
  // Arrows out of nodes that nothing points to can be on no cycle.
  for (;;) {
    const rest = left.filter((arrow) => left.some((other) => other[1] === arrow[0]));
    if (rest.length === left.length) return left.length > 0;
    left = rest;
  }
}

/** Whether the drawing is the mixture, and else the first thing to think about. */
export function judge({ arrows, plates }: Drawing): { right: boolean; text: string } {
  const wrong = (text: string) => ({ right: false, text });
  if (arrows.length === 0) return wrong('No arrows yet: press where one begins, then where it ends.');
  if (hasCycle(arrows)) return wrong('The arrows run in a circle: then no variable can be drawn first.');
  for (const arrow of arrows) {
    if (rightArrows.includes(arrow)) continue;
    const back = `${arrow[1]}${arrow[0]}`;
    return wrong(
      rightArrows.includes(back)
        ? `${spoken(arrow)} points the wrong way: which of the two is drawn first?`
        : `${spoken(arrow)} is not in the recipe: the line that draws ${nodes[arrow[1] as Node].text} does not mention ${nodes[arrow[0] as Node].text}.`,
    );
  }
  for (const [arrow, question] of Object.entries(key.arrows))
    if (!arrows.includes(arrow)) return wrong(`An arrow is missing: ${question}`);
  for (const plate of plateNames) {
    const per = plate === 'n' ? 'datum' : 'component';
    for (const node of plates[plate])
      if (!key.plates[plate].includes(node))
        return wrong(`There is not one ${nodes[node].text} for each ${per}: take it off the plate ${plate}.`);
    for (const node of key.plates[plate])
      if (!plates[plate].includes(node))
        return wrong(`There is one ${nodes[node].text} for each ${per}: put it on the plate ${plate}.`);
  }
  return {
    right: true,
    text: 'That is the mixture. Read along the arrows it is a recipe for draws, and the joint law is one factor for each node, given those that point to it.',
  };
}

/** The rectangle of a plate: around its members, with room for its name. */
export function frame(members: readonly Node[], plate: Plate) {
  if (members.length === 0) return undefined;
  const [xs, ys] = [members.map((node) => nodes[node].x), members.map((node) => nodes[node].y)];
  const room = plate === 'n' ? 42 : 38;
  const [left, top] = [Math.min(...xs) - room, Math.min(...ys) - room];
  return { left, top, width: Math.max(...xs) + room - left, height: Math.max(...ys) + room + 16 - top };
}

/** Where an arrow begins and ends: at the rims of its nodes. */
export function ends(arrow: string) {
  const [from, to] = [nodes[arrow[0] as Node], nodes[arrow[1] as Node]];
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const rim = 26;
  return {
    x1: from.x + rim * dx,
    y1: from.y + rim * dy,
    x2: to.x - (rim + 3) * dx,
    y2: to.y - (rim + 3) * dy,
  };
}
