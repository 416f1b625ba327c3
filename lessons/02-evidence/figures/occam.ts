// Occam's razor: how well each degree fits, what evidence and BIC say of it, and how it does on points not seen.

import { area, axes, inside, label, line, roleStroke, Scale, significant } from '$web/kit/index.ts';
import type { Axis, Scales, Size, Surface } from '$web/kit/index.ts';
import { keys, most, options, type Core } from './core.ts';
import {
  choice,
  criteria,
  cubicData,
  degrees,
  gridOf,
  usualPrior,
  type Criterion,
  type Data,
  type Fit,
} from './poly.ts';

export const sets = ['hundred', 'ten', 'warming'] as const;
export type SetName = (typeof sets)[number];
export const setNames: Record<SetName, string> = {
  hundred: '100 points',
  ten: 'ten points to drag',
  warming: 'the Earth’s temperature',
};

/** The ends of the upright axis. */
export const spans: Record<SetName, readonly [number, number]> = {
  hundred: [-1.3, 1.7],
  ten: [-1.3, 1.7],
  warming: [-0.9, 1.5],
};

export interface Made {
  set: SetName;
  data: Data;
  fits: Fit[];
  /** The evidence of degree 0 by the formula for a single unknown mean. */
  constant: number;
}

/** A polynomial of degree 0 is an unknown mean with an unknown noise: the core has that as a conjugate pair, too. */
export async function constantEvidence(
  client: Core,
  { y }: Data,
  priorSd = usualPrior,
  signal?: AbortSignal,
): Promise<number> {
  const prior = { mean: 0, kappa: 1 / priorSd ** 2, a: 1, b: 0.01 };
  const { logEvidence } = await client.call(
    'conjugate',
    { model: 'normal_inverse_gamma', prior, data: { y } },
    options(signal),
  );
  return logEvidence;
}

export const repeats = 100;

/** How often each criterion chose each degree, over so many other samples of 100 points. */
export type Counts = Record<Criterion, number[]>;

export async function repeat(client: Core, seed: number, signal?: AbortSignal): Promise<Counts> {
  const none = (): number[] => degrees.map(() => 0);
  const counts: Counts = { evidence: none(), bic: none(), aic: none(), test: none() };
  const all = await keys(client, seed, repeats, signal);
  for (const [other] of all) {
    const { x, y, xTest, yTest, low, high } = await cubicData(client, other, 100, {}, signal);
    const fits = await Promise.all(
      degrees.map((degree) =>
        client.call(
          'polynomialRegression',
          { x, y, xTest, yTest, low, high, degree, priorSd: usualPrior },
          options(signal),
        ),
      ),
    );
    for (const criterion of criteria) counts[criterion][choice(fits, criterion)]! += 1;
  }
  return counts;
}

export const height = 716;

export function layout({ width, height: high }: Size, set: SetName, data: Data | undefined) {
  const left = 50;
  const room = (top: number, bottom: number, x: Axis, y: Axis): Scales => ({
    ...{ left, right: width - 14, top, bottom },
    x: new Scale(x, left, width - 14),
    y: new Scale(y, bottom, top),
  });
  const across: Axis =
    set === 'warming'
      ? { domain: [data?.low ?? 1880, data?.high ?? 2023], label: 'year', format: String }
      : { domain: [-1, 1], label: 'x' };
  const degree: Axis = { domain: [-0.5, 9.5], ticks: [...degrees] };
  const year = set === 'warming';
  return {
    plot: room(28, 292, across, {
      domain: spans[set],
      label: year ? 'degrees Celsius above 1951–1980' : 'y',
    }),
    scores: room(
      384,
      514,
      { ...degree, label: '' },
      { domain: [-30, 3], label: 'nats below each one’s best', ticks: [-30, -20, -10, 0] },
    ),
    errors: room(
      596,
      high - 42,
      { ...degree, label: 'degree' },
      {
        domain: year ? [0.08, 0.4] : [0, 0.4],
        label: 'miss (root mean square)',
        ticks: year ? [0.1, 0.2, 0.3, 0.4] : [0, 0.1, 0.2, 0.3, 0.4],
      },
    ),
  };
}

export interface OccamPicture {
  set: SetName;
  made: Made | undefined;
  degree: number;
  /** Scores and errors, once the student has guessed. */
  revealed: boolean;
}

const curves = [
  { name: 'fit', text: 'fit alone', colour: '--likelihood', dash: [2, 4] },
  { name: 'bic', text: '−½ BIC', colour: '--approximation', dash: [11, 4, 2, 4] },
  { name: 'evidence', text: 'evidence', colour: '--posterior', dash: [] },
] as const;

const valueOf = {
  fit: (f: Fit) => f.logLikelihood,
  bic: (f: Fit) => -f.bic / 2,
  evidence: (f: Fit) => f.logEvidence,
};

export function drawOccam(
  surface: Surface,
  at: ReturnType<typeof layout>,
  { set, made, degree, revealed }: OccamPicture,
) {
  axes(surface, at.plot);
  axes(surface, at.scores);
  axes(surface, at.errors);
  if (!made) return;
  drawCurve(surface, at.plot, made, degree, set);
  if (!revealed) {
    for (const scales of [at.scores, at.errors])
      surface.text('after your guess', (scales.left + scales.right) / 2, (scales.top + scales.bottom) / 2, {
        ...{ colour: '--muted', size: 13, align: 'center', baseline: 'middle', halo: '--surface' },
      });
    return;
  }
  const x = [...degrees];
  const here = (scales: Scales) => {
    const px = scales.x.at(degree);
    surface.path([px, scales.top, px, scales.bottom], { colour: '--fg', width: 1, dash: [3, 3] });
  };
  here(at.scores);
  here(at.errors);
  curves.forEach(({ name, colour, dash }) => {
    const values = made.fits.map(valueOf[name]);
    const best = most(values);
    const y = values.map((value) => (Number.isFinite(value) ? value - best : NaN));
    line(surface, at.scores, { x, y }, { colour, width: name === 'evidence' ? 3 : 2, dash: [...dash] });
    inside(surface, at.scores, () =>
      surface.dots(
        y.flatMap((value, i) => [at.scores.x.at(i), at.scores.y.at(value)]),
        name === 'evidence' ? 4 : 2.5,
        { colour },
      ),
    );
  });
  const miss = (of: (fit: Fit) => number, colour: string) => {
    const y = made.fits.map((fit) => (Number.isFinite(of(fit)) ? of(fit) : NaN));
    line(surface, at.errors, { x, y }, { colour, width: 2 });
    inside(surface, at.errors, () =>
      surface.dots(
        y.flatMap((value, i) => [at.errors.x.at(i), at.errors.y.at(value)]),
        3.5,
        { colour },
      ),
    );
  };
  miss((fit) => fit.testError, '--approximation');
  miss((fit) => fit.trainError, '--fg');
  const [old, fresh] =
    set === 'warming' ? ['fitted years', 'years kept back'] : ['these points', 'new points'];
  legend(surface, at.scores, curves);
  legend(surface, at.errors, [
    { text: old, colour: '--fg' },
    { text: fresh, colour: '--approximation' },
  ]);
}

/** Names in a row above the axis, where no curve comes. */
function legend(surface: Surface, { left, top }: Scales, names: readonly { text: string; colour: string }[]) {
  const style = { size: 12, weight: 600, baseline: 'middle' } as const;
  let x = left - 20;
  for (const { text, colour } of names) {
    surface.text(text, x, top - 37, { ...style, colour });
    x += surface.measure(text, style) + 16;
  }
}

function drawCurve(surface: Surface, plot: Scales, { data, fits }: Made, degree: number, set: SetName) {
  const x = gridOf(data);
  const fit = fits[degree]!;
  const edge = (times: number) => fit.mean.map((each, i) => each + times * fit.sd[i]!);
  area(surface, plot, { x, y: edge(2), base: edge(-2) }, { colour: '--posterior', opacity: 0.18 });
  line(surface, plot, { x, y: fit.leastSquares }, { ...roleStroke('likelihood'), width: 1.5 });
  line(surface, plot, { x, y: fit.mean }, roleStroke('posterior'));
  if (set !== 'ten')
    inside(surface, plot, () =>
      surface.dots(
        [...data.x].flatMap((each, i) => [plot.x.at(each), plot.y.at(data.y[i]!)]),
        2.5,
        { colour: '--fg', opacity: 0.75 },
      ),
    );
  label(
    surface,
    plot,
    {
      x: x[0]!,
      y: plot.y.axis.domain[1],
      text: `degree ${degree}: log p(Y) = ${significant(fit.logEvidence, 5)}`,
    },
    { colour: '--posterior', dx: 10, dy: 12 },
  );
}
