// Packs: the files in which data stand in the built site. A head of 20 bytes, all numbers with the lowest byte first, then
// zlib's stream of the contents:
//
//   0  "TDAT"   4  version, 1   5  kind   6  zero   8  records   12  bytes of the contents   16  CRC-32 of the contents
//
// The page compares all of it with what the build has noted, so that no damaged or foreign file is taken for data.

export const packKinds = { grey28: 1, binary28: 2, grey14: 3, messages: 4, texts: 5 } as const;
export type PackKind = keyof typeof packKinds;

/** What the build knows of a pack. */
export interface PackEntry {
  name: string;
  url: string;
  kind: PackKind;
  /** Of the file. */
  bytes: number;
  records: number;
  /** CRC-32 of the contents. */
  checksum: number;
}

export const headBytes = 20;
const magic = 0x54414454;
const version = 1;

let table: Uint32Array | undefined;

function crcTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, i) => {
    let value = i;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
    return value;
  });
}

/** CRC-32 as zlib, PNG and Ethernet have it. */
export function crc32(bytes: Uint8Array): number {
  const entries = (table ??= crcTable());
  let value = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) value = entries[(value ^ bytes[i]!) & 255]! ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

export const hex = (checksum: number) => checksum.toString(16).padStart(8, '0');

export function packHead(kind: PackKind, records: number, contents: Uint8Array): Uint8Array {
  const head = new DataView(new ArrayBuffer(headBytes));
  head.setUint32(0, magic, true);
  head.setUint8(4, version);
  head.setUint8(5, packKinds[kind]);
  head.setUint32(8, records, true);
  head.setUint32(12, contents.length, true);
  head.setUint32(16, crc32(contents), true);
  return new Uint8Array(head.buffer);
}

export interface PackHead {
  kind: number;
  records: number;
  length: number;
  checksum: number;
}

/** Undefined for what is no pack. */
export function readHead(file: Uint8Array): PackHead | undefined {
  if (file.length < headBytes) return undefined;
  const head = new DataView(file.buffer, file.byteOffset, headBytes);
  if (head.getUint32(0, true) !== magic || head.getUint8(4) !== version || head.getUint16(6, true) !== 0)
    return undefined;
  return {
    kind: head.getUint8(5),
    records: head.getUint32(8, true),
    length: head.getUint32(12, true),
    checksum: head.getUint32(16, true),
  };
}
