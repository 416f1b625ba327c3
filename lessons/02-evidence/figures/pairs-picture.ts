// Prior, likelihood and posterior of a conjugate pair; of a die, one row for each face.

import { area, axes, label, line, roleStroke, Scale } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { most } from './core.ts';
import { ranges, topOf, type Pair, type Updated } from './pairs.ts';

export const height = 360;

const names: Record<Pair, string> = {
  coin: 'θ, the share of heads',
  counts: 'λ, cars a minute',
  normal: 'μ, the temperature (°C)',
  die: 'θ, the share of each face',
};

export function layout(
  { width, height: high }: Size,
  pair: Pair,
  updated: Updated | undefined,
  shown: boolean,
): { all: Scales; faces: Scales[] } {
  const x: Axis = { domain: ranges[pair], label: names[pair] };
  const known = updated?.pair === pair ? updated : undefined;
  const top = known ? topOf(known, shown) : 1;
  const die = pair === 'die';
  const left = die ? 40 : 46;
  const make = (from: number, to: number, y: Axis): Scales => ({
    ...{ left, right: width - 14, top: from, bottom: to },
    x: new Scale(x, left, width - 14),
    y: new Scale(y, to, from),
  });
  const room = (high - 40 - 28) / 6;
  return {
    all: make(28, high - 40, {
      domain: [0, die ? 1 : top],
      label: die ? 'face' : 'density',
      ...(die ? { ticks: [], grid: false } : {}),
    }),
    faces: die
      ? Array.from({ length: 6 }, (_, i) =>
          make(28 + i * room + 4, 28 + (i + 1) * room, { domain: [0, top] }),
        )
      : [],
  };
}

export function drawPair(
  surface: Surface,
  { all, faces }: ReturnType<typeof layout>,
  updated: Updated | undefined,
  shown: boolean,
) {
  axes(surface, all);
  if (!updated) return;
  const rooms = faces.length > 0 ? faces : [all];
  rooms.forEach((scales, j) => {
    const curve = updated.curves[j];
    if (!curve) return;
    const x = curve.theta;
    if (shown) {
      area(surface, scales, { x, y: curve.posterior }, { colour: '--posterior', opacity: 0.25 });
      line(surface, scales, { x, y: curve.posterior }, roleStroke('posterior'));
    }
    line(surface, scales, { x, y: curve.prior }, roleStroke('prior', faces.length ? 1.5 : 2.5));
    if (faces.length > 0) {
      surface.path([scales.left, scales.bottom, scales.right, scales.bottom], { colour: '--rule' });
      surface.text(String(j + 1), scales.left - 12, scales.bottom - 6, {
        ...{ colour: '--fg', size: 13, weight: 650, align: 'center' },
      });
      return;
    }
    const half = scales.y.axis.domain[1] * 0.5;
    if (updated.data.length > 0)
      line(surface, scales, { x, y: curve.likelihood.map((l) => l * half) }, roleStroke('likelihood'));
    if (updated.pair === 'normal')
      surface.dots(
        updated.data.flatMap((y) => [scales.x.at(scales.x.clamp(y)), scales.bottom - 6]),
        4,
        { colour: '--fg' },
      );
  });
  if (faces.length > 0) {
    const corner = { x: 1, y: 1 };
    const say = (text: string, colour: string, dy: number) =>
      label(surface, all, { ...corner, text }, { colour, align: 'right', dx: -4, dy });
    if (shown) say('posterior', '--posterior', 10);
    say('prior', '--prior', shown ? 28 : 10);
    return;
  }
  const [curve] = updated.curves as [(typeof updated.curves)[number]];
  const peak = (y: Float64Array) => y.indexOf(most(y));
  const name = (y: Float64Array, text: string, colour: string, height: number) => {
    const at = peak(y);
    label(surface, all, { x: curve.theta[at]!, y: height, text }, { colour, align: 'center', dy: -10 });
  };
  name(curve.prior, 'prior', '--prior', most(curve.prior));
  if (shown) name(curve.posterior, 'posterior', '--posterior', most(curve.posterior));
  else if (updated.data.length > 0)
    name(curve.likelihood, 'likelihood (its shape)', '--likelihood', all.y.axis.domain[1] * 0.5);
}
