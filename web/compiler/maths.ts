// Maths is rendered by KaTeX when the page is built. A formula that KaTeX does not understand is a problem of its line.

import katex, { type KatexOptions } from 'katex';

/** The roles whose colour a word or a symbol can have; web/styles/lesson.css gives each its rule. */
export const roles = ['prior', 'likelihood', 'posterior', 'approximation'] as const;

const macros: Record<string, string> = {
  '\\E': '\\mathbb{E}',
  '\\Var': '\\operatorname{Var}',
  '\\Cov': '\\operatorname{Cov}',
  '\\KL': '\\operatorname{KL}',
  '\\Normal': '\\mathcal{N}',
  '\\given': '\\mid',
  '\\dd': '\\mathrm{d}',
};
// \posterior{p(z \given x)} is drawn in the posterior's colour, as :term[posterior]{role=posterior} is.
for (const role of roles) macros[`\\${role}`] = `\\htmlClass{term-${role}}{#1}`;

const allowedClasses = new Set(roles.map((role) => `term-${role}`));

export const katexOptions = {
  output: 'htmlAndMathml',
  // Every doubtful construct is an error, but for the classes of the roles.
  strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'error'),
  trust: (context) => {
    if (context.command === '\\htmlClass' && allowedClasses.has(context.class)) return true;
    throw new Error(`${context.command} is not allowed in a formula`);
  },
} satisfies KatexOptions;

/** A fresh table each time: a formula's \gdef must not leak into the next one. */
export const freshMacros = () => ({ ...macros });

/** What is wrong with a formula, and how many line breaks stand before the place; undefined when nothing is. */
export function faultOf(
  formula: string,
  displayMode: boolean,
): { message: string; lines: number } | undefined {
  try {
    katex.renderToString(formula, {
      ...katexOptions,
      macros: freshMacros(),
      displayMode,
      throwOnError: true,
    });
    return undefined;
  } catch (error) {
    const { message, position } = error as Error & { position?: number };
    const before = formula.slice(0, position ?? 0);
    return { message: message.replace(/^KaTeX parse error: /, ''), lines: before.split('\n').length - 1 };
  }
}
