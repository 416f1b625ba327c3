declare module 'virtual:tracer' {
  /** An expression with the value { createTracer } (web/trace/sandbox.ts). */
  const text: string;
  export default text;
}
