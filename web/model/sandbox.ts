// What the sandbox puts in front of a model's code, as one text (web/sandbox/tracer.ts).

export { createLanguage } from './language.ts';
