/** The buffers of the typed arrays in a value, at its top or one level below: these move instead of being copied. */
export function transferables(value: unknown): Transferable[] {
  const parts =
    typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
      ? Object.values(value)
      : [value];
  const buffers = parts.filter((part) => ArrayBuffer.isView(part)).map((part) => part.buffer);
  return [...new Set(buffers)].filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer);
}

/** Whether the buffer was transferred away. (`ArrayBuffer.detached` is newer than the browsers we support.) */
export function isDetached(array: ArrayBufferView): boolean {
  if (array.byteLength > 0) return false;
  try {
    new Uint8Array(array.buffer);
    return false;
  } catch {
    return true;
  }
}
