declare module 'virtual:tracer' {
  /** An expression with the value { createTracer } (web/trace/sandbox.ts). */
  const text: string;
  export default text;
}

declare module 'virtual:language' {
  /** An expression with the value { createLanguage } (web/model/sandbox.ts). */
  const text: string;
  export default text;
}
