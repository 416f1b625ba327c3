// drag_frame_ms: the time from frame to frame while a handle is dragged with the mouse. The figure is the gallery's first: three
// curves of 512 points, an area, a histogram, a rug, labels, a badge from a sum over 4 001 points. A frame counts when the
// figure has drawn in it.

import { serveGallery } from '../../web/kit/gallery/serve.mjs';

const repeats = 5;
const moves = 90;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** `browser` is Playwright's. Resolves to the row. */
export async function measureDrag(browser) {
  const gallery = await serveGallery();
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  try {
    await page.goto(gallery.address);
    const handle = page.getByRole('slider', { name: 'The prior’s mean' });
    await handle.waitFor();
    // What the first drawings compile and load is not the drag's.
    await page.waitForTimeout(500);
    const medians = [];
    for (let repeat = 0; repeat <= repeats; repeat++) {
      const intervals = await drag(page, handle);
      // The first drag warms the code up.
      if (repeat > 0) medians.push(median(intervals));
    }
    return {
      name: 'drag_frame_ms',
      value: median(medians),
      unit: 'ms',
      min: Math.min(...medians),
      max: Math.max(...medians),
      repeats,
      params: { moves, width: 1280 },
    };
  } finally {
    await page.close();
    await gallery.close();
  }
}

/** One drag to and fro; the times between the frames in which the figure drew. */
async function drag(page, handle) {
  const { x, y, width, height } = await handle.boundingBox();
  const [from, level] = [x + width / 2, y + height / 2];
  await page.mouse.move(from, level);
  await page.mouse.down();
  await page.evaluate(() => {
    const frames = (globalThis.dragFrames = []);
    const record = (time) => {
      frames.push([time, globalThis.galleryDraws.bell]);
      if (frames === globalThis.dragFrames) requestAnimationFrame(record);
    };
    requestAnimationFrame(record);
  });
  for (let i = 1; i <= moves; i++)
    await page.mouse.move(from + 120 * Math.sin((2 * Math.PI * i) / moves), level);
  const frames = await page.evaluate(() => {
    const frames = globalThis.dragFrames;
    globalThis.dragFrames = undefined;
    return frames;
  });
  await page.mouse.up();
  return frames.slice(1).flatMap(([time, draws], i) => (draws > frames[i][1] ? [time - frames[i][0]] : []));
}
