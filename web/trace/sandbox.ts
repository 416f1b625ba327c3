// What the sandbox puts in front of a student's code, as one text (web/sandbox/tracer.ts).

export { createTracer } from './trace.ts';
