// A short seeded training run whose figures are the same wherever the core runs: natively (tests/core/vae/trainer_test.cpp), under
// node and in Chromium. Single precision differs in its last digits from one instruction set to the next, and training carries that
// on: the figures agree to a ten-thousandth.

import type { VariationalArgs } from '../../web/core-client/vae.ts';

/** Rows of 16 pixels that two hidden bits decide, the left half and the right half, each pixel flipped with probability 0.1. */
export function bitRows(rows: number): { x: Uint8Array; labels: Uint8Array } {
  const [x, labels] = [new Uint8Array(rows * 16), new Uint8Array(rows)];
  let state = 12345;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let i = 0; i < rows; i++) {
    labels[i] = Math.floor(random() * 4);
    for (let j = 0; j < 16; j++) {
      const on = ((j < 8 ? labels[i]! >> 1 : labels[i]!) & 1) === 1;
      x[i * 16 + j] = on !== random() < 0.1 ? 255 : 0;
    }
  }
  return { x, labels };
}

export const shortRun = (): VariationalArgs => ({
  x: bitRows(200).x,
  cols: 16,
  validation: { x: bitRows(50).x },
  latent: 2,
  encoderHidden: [12],
  decoderHidden: [12],
  activation: 'tanh',
  batch: 20,
  optimizer: { name: 'adam', options: { learningRate: 5e-3 } },
  seed: 3,
});

/** After 40 epochs: the last one's figures. */
export const shortRunFigures = { loss: 6.97617, reconstruction: 5.21605, validationLoss: 6.62145 };
export const shortRunTolerance = 1e-4;
