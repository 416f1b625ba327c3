import { test } from 'vitest';
import { examples } from '../../../web/model/examples/index.ts';
import { traceModelHere } from '../../../web/model/here.ts';
import { contextOfCore, sampled } from './draw.ts';
const context = await contextOfCore();
for (const { slug, code, data } of examples) {
  test(
    slug,
    async () => {
      const t0 = performance.now();
      const recipe = traceModelHere(code, await data());
      const t1 = performance.now();
      const s = await sampled(recipe, context, { count: Number(process.env['COUNT'] ?? 1000) });
      const worst = Math.max(...s.rhat.filter(Number.isFinite));
      console.log(
        slug,
        'trace',
        Math.round(t1 - t0),
        'sample',
        Math.round(performance.now() - t1),
        'rhat',
        worst.toFixed(4),
        'nan',
        s.rhat.filter((x) => !Number.isFinite(x)).length,
        'div',
        s.divergences,
        s.names
          .slice(0, 6)
          .map((n, i) => `${n}=${s.mean[i]!.toFixed(3)}(${s.sd[i]!.toFixed(3)})`)
          .join(' '),
      );
    },
    600000,
  );
}
