// The formulas of a lesson's exercises, drawn by KaTeX when the site is built (web/compiler/exercises.ts), so that no
// page loads KaTeX. They are known by their LaTeX.

const drawn = new Map<string, string>();

export const formulaKey = (text: string, display: boolean) => (display ? `$$${text}$$` : `$${text}$`);

/** Called by exercises.ts itself, where the build has put it. */
export function addFormulas(formulas: Record<string, string>) {
  for (const [key, html] of Object.entries(formulas)) drawn.set(key, html);
}

/** Shows a formula in an element. What the build has not drawn, for a text can come from a file of saved work, stays as it was written. */
export function showFormula(element: HTMLElement, { text, display }: { text: string; display: boolean }) {
  const key = formulaKey(text, display);
  const html = drawn.get(key);
  if (html === undefined) element.textContent = key;
  else element.innerHTML = html;
}
