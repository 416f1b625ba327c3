// The two panels of the race: the climb on the distribution function, and the digits against the steps.

import {
  axes,
  inside,
  label,
  line,
  panels,
  roleStroke,
  rule,
  scales,
  significant,
  type Scales,
  type Size,
  type Surface,
} from '$web/kit/index.ts';
import { digits, isOutside, methodColour, methodName, place, type Course, type Race } from './race.ts';

/** Rings of different size: when all have arrived, all are seen. */
const radius = { bisection: 11, newton: 8.5, bracketed_newton: 6, brent: 3.5 } as const;

export function panes(size: Size, { low, high }: Pick<Course, 'low' | 'high'>, unit: string, steps: number) {
  const [top, bottom] = panels(size, [1, 0.9], 'rows', 6);
  return {
    curve: scales(
      size,
      { domain: [low, high], label: 'x', unit },
      { domain: [-0.04, 1.05], label: 'F(x), the share below x', ticks: [0, 0.25, 0.5, 0.75, 1] },
      top,
    ),
    digits: scales(
      size,
      { domain: [0, 1.16 * Math.max(12, steps)], label: 'step' },
      { domain: [-0.7, 17], label: 'correct digits, −log₁₀ |F(x) − p|', ticks: [0, 4, 8, 12, 16] },
      bottom,
    ),
  };
}

function drawEscapes(surface: Surface, at: Scales, { heights, escapes }: Course) {
  const half = Math.abs(at.y.at(0.005) - at.y.at(0));
  heights.forEach((p, i) => {
    if (!escapes[i]) return;
    const y = at.y.at(p);
    surface.rect(at.left + 1, y - half, 7, 2 * half, { fill: { colour: methodColour.newton } });
  });
}

/** Newton's last step: along the tangent from the point before to the height p. */
function drawTangent(surface: Surface, at: Scales, race: Race, step: number) {
  const newton = race.searches.find((search) => search.method === 'newton')!;
  const i = place(newton, step);
  if (i < 1 || step > newton.x.length) return;
  const stroke = { colour: methodColour.newton, width: 1.5 };
  line(surface, at, { x: [newton.x[i - 1]!, newton.x[i]!], y: [newton.cdf[i - 1]!, race.p] }, stroke);
}

/** An arrow at the edge, where Newton went out. */
function drawEscape(surface: Surface, at: Scales, race: Race, x: number) {
  const right = !(x < at.x.axis.domain[0]);
  const edge = right ? at.right : at.left;
  const y = at.y.at(race.p);
  const back = right ? -1 : 1;
  const colour = methodColour.newton;
  surface.path([edge + 34 * back, y, edge + 4 * back, y], { colour, width: 3 });
  surface.fill([edge, y, edge + 12 * back, y - 7, edge + 12 * back, y + 7], { colour });
  const where = Number.isFinite(x) ? `x = ${significant(x, 2)}` : 'nowhere';
  const text = `Newton leaves: ${where}`;
  label(
    surface,
    at,
    { x: at.x.invert(edge), y: race.p, text },
    { colour, dx: 8 * back, dy: right ? 18 : -18, align: right ? 'right' : 'left' },
  );
}

export function drawCurve(
  surface: Surface,
  at: Scales,
  course: Course,
  race: Race | undefined,
  step: number,
) {
  axes(surface, at);
  drawEscapes(surface, at, course);
  line(surface, at, { x: course.x, y: course.cdf }, roleStroke('approximation'));
  if (!race) return;
  rule(surface, at, { y: race.p }, { colour: '--muted', dash: [4, 4] });
  drawTangent(surface, at, race, step);
  for (const search of race.searches) {
    const i = place(search, step);
    if (i < 0) continue;
    const x = search.x[i]!;
    if (isOutside(course, x)) {
      drawEscape(surface, at, race, x);
      continue;
    }
    const colour = methodColour[search.method];
    inside(surface, at, () =>
      surface.circle(at.x.at(x), at.y.at(search.cdf[i]!), radius[search.method], {
        stroke: { colour, width: 2.5 },
        ...(search.method === 'brent' ? { fill: { colour } } : {}),
      }),
    );
  }
}

/** Heights of labels that stand close together, pushed apart from the top down; all end above `floor`. */
export function spread(wanted: readonly number[], gap: number, floor = Infinity): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const result = [...wanted];
  order.forEach((i, rank) => {
    if (rank > 0) result[i] = Math.max(result[i]!, result[order[rank - 1]!]! + gap);
  });
  order.reverse().forEach((i, rank) => {
    result[i] = Math.min(result[i]!, rank > 0 ? result[order[rank - 1]!]! - gap : floor);
  });
  return result;
}

export function drawDigits(surface: Surface, at: Scales, course: Course, race: Race, step: number) {
  axes(surface, at);
  const ends = race.searches.flatMap((search) => {
    const i = place(search, step);
    if (i < 0) return [];
    const colour = methodColour[search.method];
    const x = Array.from({ length: i + 1 }, (_, k) => k + 1);
    const y = x.map((k) => digits(search.miss[k - 1]!));
    line(surface, at, { x, y }, { colour, width: 2 });
    const points = x.flatMap((k, j) => [at.x.at(k), at.y.at(y[j]!)]);
    inside(surface, at, () => surface.dots(points, 3, { colour }));
    const left = isOutside(course, search.x[i]!);
    const name = methodName[search.method] + (left ? ': gone →' : '');
    return [{ x: i + 1, y: y[i]!, text: name, colour }];
  });
  const pixels = spread(
    ends.map((end) => at.y.at(end.y)),
    16,
    at.bottom - 10,
  );
  ends.forEach(({ colour, ...end }, i) =>
    label(surface, at, end, { colour, dx: 10, dy: pixels[i]! - at.y.at(end.y) }),
  );
}
