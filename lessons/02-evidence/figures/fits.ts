// The hook's picture: ten points, a curve whose degree grows, and how far it is from points old and new.

import { area, axes, inside, label, line, Scale } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { degrees, gridOf, miss, type Data, type Fit } from './poly.ts';

/** The curve between two degrees, for the eye: `degree` need not be whole. */
export function between(fits: readonly Fit[], degree: number): Float64Array {
  const low = Math.min(fits.length - 1, Math.floor(degree));
  const high = Math.min(fits.length - 1, low + 1);
  const part = degree - low;
  const [a, b] = [fits[low]!.leastSquares, fits[high]!.leastSquares];
  return a.map((each, i) => (1 - part) * each + part * b[i]!);
}

export const height = 470;

export function layout({ width, height: high }: Size): { plot: Scales; bars: Scales } {
  const left = 46;
  const room = (top: number, bottom: number, x: Axis, y: Axis): Scales => ({
    ...{ left, right: width - 14, top, bottom },
    x: new Scale(x, left, width - 14),
    y: new Scale(y, bottom, top),
  });
  return {
    plot: room(28, high - 178, { domain: [-1, 1], label: 'x' }, { domain: [-1.3, 1.7], label: 'y' }),
    bars: room(
      high - 110,
      high - 40,
      { domain: [-0.5, 9.5], label: 'degree', ticks: [...degrees] },
      { domain: [0, 0.5], label: 'miss (root mean square)', ticks: [0, 0.25, 0.5] },
    ),
  };
}

export interface FitsPicture {
  data: Data | undefined;
  fits: readonly Fit[] | undefined;
  degree: number;
  /** The new points and their errors, once the student has bet. */
  revealed: boolean;
  bet: number | undefined;
}

export function drawFits(
  surface: Surface,
  { plot, bars }: ReturnType<typeof layout>,
  { data, fits, degree, revealed, bet }: FitsPicture,
) {
  axes(surface, plot);
  axes(surface, bars);
  if (!data || !fits) return;
  const x = gridOf(data);
  const dots = (xs: Float64Array, ys: Float64Array, colour: string, radius: number, opacity = 1) =>
    inside(surface, plot, () =>
      surface.dots(
        [...xs].flatMap((each, i) => [plot.x.at(each), plot.y.at(ys[i]!)]),
        radius,
        { colour, opacity },
      ),
    );
  if (revealed) dots(data.xTest, data.yTest, '--approximation', 2.5, 0.55);
  line(surface, plot, { x, y: between(fits, degree) }, { colour: '--posterior', width: 2.5 });
  dots(data.x, data.y, '--fg', 5);
  const now = Math.round(degree);
  const half = (bars.x.at(1) - bars.x.at(0)) / 2;
  fits.forEach((fit) => {
    if (fit.degree > degree + 0.5) return;
    const [mid, floor] = [bars.x.at(fit.degree), bars.bottom];
    const top = (value: number) => Math.max(bars.top, bars.y.at(Number.isFinite(value) ? value : 9));
    const bar = (from: number, to: number, value: number, colour: string) =>
      surface.rect(from, top(value), to - from, floor - top(value), {
        fill: { colour, opacity: fit.degree === now ? 1 : 0.55 },
      });
    bar(mid - 0.7 * half, revealed ? mid - 1 : mid + 0.7 * half, fit.trainError, '--fg');
    if (revealed) bar(mid + 1, mid + 0.7 * half, fit.testError, '--approximation');
  });
  const say = (text: string, colour: string, dy: number) =>
    label(surface, plot, { x: -1, y: 1.7, text }, { colour, dx: 10, dy });
  say(`degree ${now}`, '--posterior', 12);
  say(`misses its ten points by ${miss(fits[now]!.trainError)}`, '--fg', 31);
  if (revealed) say(`and 200 new points by ${miss(fits[now]!.testError)}`, '--approximation', 50);
  if (bet !== undefined && bet >= 0 && bet <= 9) {
    const at = bars.x.at(Math.round(bet));
    area(surface, bars, { x: [bet - 0.5, bet + 0.5], y: [0.5, 0.5] }, { colour: '--muted', opacity: 0.18 });
    surface.text('bet', at, bars.top + 9, {
      ...{ colour: '--fg', size: 12, weight: 650, align: 'center', baseline: 'middle', halo: '--surface' },
    });
  }
}
