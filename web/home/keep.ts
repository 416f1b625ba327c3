// Export and import of one's work, and what there is to say about how it is kept.

import { WorkFileError, type Work } from '../work/store.ts';

export function startKeeping(work: Work, panel: HTMLElement) {
  const find = <T extends HTMLElement>(name: string) => panel.querySelector<T>(`[data-keep="${name}"]`)!;
  const said = find('said');
  const say = (text: string, bad = false) => {
    said.textContent = text;
    said.classList.toggle('bad', bad);
  };

  find('export').onclick = () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(work.exportFile());
    link.download = `tractable-${new Date().toISOString().slice(0, 10)}.json`;
    link.click();
    // The download has begun by then; it must not be cut off.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    say(`Written to ${link.download}.`);
  };

  const input = find<HTMLInputElement>('file');
  find('import').onclick = () => input.click();
  input.onchange = async () => {
    const [file] = input.files ?? [];
    // Cleared, so that the same file can be chosen again.
    if (file) await take(file);
    input.value = '';
  };

  async function take(file: File) {
    try {
      const { taken, kept } = await work.importFile(file);
      const pieces = (count: number) => `${count} ${count === 1 ? 'piece' : 'pieces'} of work`;
      say(
        `${pieces(taken)} taken over${kept ? `; ${pieces(kept)} here were as new or newer and stay` : ''}.`,
      );
    } catch (error) {
      if (!(error instanceof WorkFileError)) throw error;
      say(error.message, true);
    }
  }

  const status = find('status');
  const showStatus = () => {
    const { saved, reason, damaged } = work.status;
    const lost = damaged.length
      ? ` ${damaged.length === 1 ? 'One saved answer was' : `${damaged.length} saved answers were`} damaged and could not be read.`
      : '';
    status.textContent =
      (saved ? 'Your answers are kept in this browser, on this machine only.' : reason) + lost;
    status.classList.toggle('bad', !saved || lost !== '');
  };
  work.onStatus(showStatus);
  showStatus();
}
