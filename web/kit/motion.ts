// Short movements of a figure: one number from 0 to 1.

/** Whether the reader asked for less motion. */
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/**
 * Tells 0 ... 1 over `milliseconds`, slow at both ends; for a reader who wants less motion, 1 at once. Returns how to stop it.
 */
export function glide(milliseconds: number, tell: (share: number) => void): () => void {
  if (calm()) {
    tell(1);
    return () => undefined;
  }
  let request = 0;
  let start: number | undefined;
  const frame = (time: number) => {
    start ??= time;
    const share = Math.min(1, (time - start) / milliseconds);
    tell(ease(share));
    if (share < 1) request = requestAnimationFrame(frame);
  };
  request = requestAnimationFrame(frame);
  return () => cancelAnimationFrame(request);
}

/** Half a cosine: also what a sheet looks like that is turned over at a steady pace. */
export const ease = (share: number) => (1 - Math.cos(Math.PI * share)) / 2;
