// The student's progress on the map, and where to go on.

import type { Work } from '../work/store.ts';

export function showProgress(work: Work, map: HTMLElement, goOn: HTMLAnchorElement) {
  const cards = [...map.querySelectorAll<HTMLElement>('.card:not(.unwritten)')];
  const show = () => {
    let next: HTMLElement | undefined;
    let begun = false;
    for (const card of cards) {
      const { done, of } = work.progress(card.dataset['slug']!, Number(card.dataset['exercises']));
      const isDone = of > 0 && done >= of;
      begun ||= done > 0;
      if (!isDone && card.matches('.lesson')) next ??= card;
      card.classList.toggle('done', isDone);
      card.style.setProperty('--done', String(of ? done / of : 0));
      card.querySelector('.state')!.textContent =
        of === 0 ? '' : isDone ? `All ${of} exercises solved` : `${done} of ${of} exercises solved`;
    }
    const card = next ?? cards[0];
    const link = card?.querySelector('a');
    if (!card || !link) return;
    const number = card.querySelector('.number')?.textContent ?? '';
    goOn.href = link.href;
    goOn.textContent = `${begun ? 'Go on' : 'Begin'} with lesson ${number}`;
    goOn.hidden = false;
  };
  show();
  work.subscribe(show);
}
