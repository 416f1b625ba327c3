// The methods for evidence: every road to it, and the prior that groups of data prefer.

import { TractableError } from './errors.ts';
import type { Context, Key } from './methods.ts';
import { flat, namesOf, numbersOf, type Of, type OneParameterModel } from './models.ts';
import { using } from './objects.ts';

/** The running mean of p(y | theta) at growing numbers of draws, as logarithms. */
export interface EvidenceTrace {
  samples: Float64Array;
  logMean: Float64Array;
  /** Of logMean. */
  standardError: Float64Array;
  effectiveSize: number;
  /** The closed form. */
  exact: number;
}

const none = new Float64Array(0);

/** kMaxElements of wasm/border.hpp. */
const maxElements = 2 ** 24;

/** Draws in one call into the core: below a millisecond. */
const drawPiece = 4096;

/** A long run shows what it has so far this often. */
const chunkMilliseconds = 50;

export const evidenceMethods = {
  /** The log evidence in closed form, by quadrature and by Laplace on two scales, with the maximum likelihood and BIC. */
  evidence: (args: Of<OneParameterModel>, { core }: Context) =>
    core.evidence(args.model, ...numbersOf(args, 'evidence')),

  /**
   * The evidence as the mean of the likelihood over draws from the prior, or from `proposal` with weights. Sends what it
   * has so far as chunks; `points` (up to 1000) numbers of draws, evenly spaced as logarithms.
   */
  evidenceMonteCarlo: async (
    {
      key,
      samples,
      proposal,
      points = 200,
      ...args
    }: Of<OneParameterModel> & { key: Key; samples: number; proposal?: object; points?: number },
    { core, job }: Context,
  ): Promise<EvidenceTrace> => {
    const where = 'evidenceMonteCarlo';
    const law =
      proposal === undefined ? none : flat(proposal, namesOf(args.model, where).prior, 'proposal', where);
    return using(core.make_evidence_run(args.model, ...numbersOf(args, where), key, law), async (run) => {
      // The core's own words for what is no number of draws.
      if (!(Number.isInteger(samples) && samples >= 0 && samples <= maxElements)) run.advance(samples);
      if (!(Number.isInteger(points) && points >= 1 && points <= 1000)) {
        const message = `${where}: points is ${String(points)}; it must be an integer from 1 to 1000`;
        throw new TractableError('invalid_argument', where, message);
      }
      const rows: [number, number, number][] = [];
      const trace = (): EvidenceTrace => ({
        samples: Float64Array.from(rows, (row) => row[0]),
        logMean: Float64Array.from(rows, (row) => row[1]),
        standardError: Float64Array.from(rows, (row) => row[2]),
        effectiveSize: run.state().effectiveSize,
        exact: run.state().exact,
      });
      let sent = performance.now();
      let done = 0;
      for (let i = 1; i <= points && done < samples; i++) {
        const next = Math.min(samples, Math.max(done + 1, Math.round(samples ** (i / points))));
        while (done < next) {
          const piece = Math.min(drawPiece, next - done);
          run.advance(piece);
          done += piece;
          await job.pause(done, samples);
        }
        const { logMean, standardError } = run.state();
        rows.push([done, logMean, standardError]);
        if (performance.now() - sent > chunkMilliseconds) {
          await job.send(trace());
          sent = performance.now();
        }
      }
      return trace();
    });
  },

  /** The beta prior of groups of tosses under which their numbers of successes are likeliest (type-II maximum likelihood). */
  fitBetaBinomial: (
    { successes, trials }: { successes: Float64Array; trials: Float64Array },
    { core }: Context,
  ) => core.fit_beta_binomial(successes, trials),
};
