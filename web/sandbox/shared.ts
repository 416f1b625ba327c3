// A link that carries code: `#code=` and the text, deflated, in base64url. The page shows the code (SharedCode.svelte)
// and runs it only when the reader says so.

/** The longest code that a link may carry, in characters. */
export const longestCode = 100_000;
const version = '1';

/** The value for the hash of a link. */
export async function encodeCode(code: string): Promise<string> {
  if (code.length > longestCode) {
    throw new RangeError(`The code has ${code.length} characters; a link carries at most ${longestCode}.`);
  }
  return version + (await pack(new TextEncoder().encode(code)));
}

/** The code of such a value. Rejects with a sentence for the reader when it is not one. */
export async function decodeCode(value: string): Promise<string> {
  if (!value.startsWith(version)) throw new TypeError('This link was made by another version of this page.');
  const damaged = 'The code in this link is damaged: the link may have been cut off.';
  if (!/^[\w-]+$/.test(value) || value.length > 4 * longestCode) throw new TypeError(damaged);
  const bytes = await unpack(value.slice(1), 3 * longestCode, tooLong(), damaged);
  let code: string;
  try {
    code = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new TypeError(damaged, { cause: error });
  }
  if (code.length > longestCode) throw tooLong();
  return code;
}

/** The code that the hash of an address carries, or undefined when it carries none. */
export async function codeOfHash(hash: string): Promise<string | undefined> {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get('code');
  return value === null ? undefined : decodeCode(value);
}

/** The address of this page with the code in its hash; the rest of the hash stays. */
export async function linkWithCode(address: string, code: string): Promise<string> {
  const link = new URL(address);
  const hash = new URLSearchParams(link.hash.replace(/^#/, ''));
  hash.set('code', await encodeCode(code));
  link.hash = hash.toString();
  return link.href;
}

const tooLong = () => new RangeError(`The code in this link is longer than ${longestCode} characters.`);

/** Bytes as text for an address: deflated, in base64url. */
export async function pack(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const packed = await through(bytes, new CompressionStream('deflate'), Infinity);
  let text = '';
  for (const byte of packed) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The bytes of such a text. Rejects with `tooLong` beyond `most` bytes, and with the sentence `damaged` for what is none. */
export async function unpack(
  text: string,
  most: number,
  tooLong: RangeError,
  damaged: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const packed = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    return await through(packed, new DecompressionStream('deflate'), most, tooLong);
  } catch (error) {
    throw error === tooLong ? error : new TypeError(damaged, { cause: error });
  }
}

/** A small link may unpack to gigabytes: it is read in pieces, and no further than `most` bytes. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  transform: CompressionStream | DecompressionStream,
  most: number,
  tooMuch?: RangeError,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw tooMuch;
    }
    pieces.push(value);
  }
  return new Uint8Array(await new Blob(pieces).arrayBuffer());
}
