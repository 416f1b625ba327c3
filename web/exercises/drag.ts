// Dragging tiles into an order by pointer or touch: a press that moves some pixels becomes a drag, one that does not
// stays a click.

export interface DragEvents {
  /** The element is over `target` (a tile's data-slot, or -1 for the end). */
  over: (slot: number | null) => void;
  drop: () => void;
}

const threshold = 6;

/** Starts from a pointerdown on `tile`. Slots are the elements with data-slot inside `answer`. */
export function dragTile(
  down: PointerEvent,
  tile: HTMLElement,
  answer: HTMLElement,
  { over, drop }: DragEvents,
) {
  if (down.button !== 0) return;
  let dragging = false;
  const follow = (event: PointerEvent) => {
    if (event.pointerId !== down.pointerId) return;
    const [dx, dy] = [event.clientX - down.clientX, event.clientY - down.clientY];
    if (!dragging && Math.hypot(dx, dy) < threshold) return;
    if (!dragging) tile.setPointerCapture(down.pointerId);
    dragging = true;
    tile.style.transform = `translate(${dx}px, ${dy}px)`;
    over(slotAt(answer, tile, event.clientX, event.clientY));
  };
  const end = (event: PointerEvent) => {
    if (event.pointerId !== down.pointerId) return;
    removeEventListener('pointermove', follow);
    removeEventListener('pointerup', end);
    removeEventListener('pointercancel', end);
    tile.style.transform = '';
    if (!dragging) return;
    // The click that follows a drag is not a choice.
    tile.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => tile.removeEventListener('click', swallow, { capture: true }));
    if (event.type === 'pointerup') drop();
    over(null);
  };
  addEventListener('pointermove', follow);
  addEventListener('pointerup', end);
  addEventListener('pointercancel', end);
}

const swallow = (event: Event) => {
  event.stopPropagation();
  event.preventDefault();
};

/** Before which placed tile a point lies; -1 for after the last; null outside the answer. */
function slotAt(answer: HTMLElement, dragged: HTMLElement, x: number, y: number): number | null {
  const box = answer.getBoundingClientRect();
  const slack = 24;
  if (x < box.left - slack || x > box.right + slack || y < box.top - slack || y > box.bottom + slack)
    return null;
  for (const slot of answer.querySelectorAll<HTMLElement>('[data-slot]')) {
    if (slot.contains(dragged)) continue;
    const { left, right, top, bottom } = slot.getBoundingClientRect();
    if (y < top) return Number(slot.dataset['slot']);
    if (y <= bottom && x < (left + right) / 2) return Number(slot.dataset['slot']);
  }
  return -1;
}
