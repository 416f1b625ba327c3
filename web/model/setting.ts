// What stands around a model's code in the sandbox: the language's names, as the parameters of a function around the
// code, so that a name of the code's own wins. The code gives nothing back; the recipe is made when the data come.

import language from 'virtual:language';
import type { Setting } from '../sandbox/source.ts';
import { scopeNames } from './scope-names.ts';

export const modelSetting: Setting = {
  open: (before) =>
    `((language = ${language}.createLanguage({ before: ${before} })) => ` +
    '((code) => async () => { await code(); return { __proto__: null, traceModel: language.trace }; })' +
    `((({ ${scopeNames.join(', ')} }) => async function () {'use strict';\n`,
  close: () => '\n})(language.scope)))()',
};
