// When a figure draws: once a frame at most, only when something that the drawing reads has changed, and only while it is on
// screen. Use: `const loop = new DrawLoop(draw); $effect(() => loop.effect());`

export class DrawLoop {
  #epoch = $state(0);
  #inFrame = false;
  #request = 0;
  #visible = false;
  #stale = false;

  /** `draw` reads reactive state; it must not change any. */
  constructor(readonly draw: () => void) {}

  /**
   * The body of an effect. Outside a frame it only asks for one, and reads nothing but the epoch, so that until then further
   * changes cost nothing; in the frame it draws and thereby subscribes to all that the drawing reads.
   */
  effect() {
    void this.#epoch;
    if (this.#inFrame) {
      this.#inFrame = false;
      this.draw();
    } else this.invalidate();
  }

  /** Draw in the next frame, or when the figure comes on screen. */
  invalidate() {
    this.#stale = true;
    if (!this.#visible || this.#request !== 0) return;
    this.#request = requestAnimationFrame(() => {
      this.#request = 0;
      this.#stale = false;
      this.#inFrame = true;
      this.#epoch++;
    });
  }

  set visible(visible: boolean) {
    this.#visible = visible;
    if (visible && this.#stale) this.invalidate();
    if (!visible) this.stop();
  }

  stop() {
    cancelAnimationFrame(this.#request);
    this.#request = 0;
  }
}

/** Tells whether the element is on screen. Returns how to stop that. */
export function watchVisibility(element: Element, tell: (visible: boolean) => void): () => void {
  const observer = new IntersectionObserver((entries) => tell(entries.at(-1)!.isIntersecting), {
    rootMargin: '32px',
  });
  observer.observe(element);
  return () => observer.disconnect();
}
