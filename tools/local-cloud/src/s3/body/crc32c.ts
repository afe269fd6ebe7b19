// Castagnoli polynomial, reflected; eight tables let the loop take eight bytes a step.
const tables = buildTables(0x82f63b78);

function buildTables(polynomial: number): Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
  const all = [first];
  for (let i = 1; i < 8; i++) all.push(all[i - 1]!.map((value) => (value >>> 8) ^ first[value & 255]!));
  return all;
}

/** CRC-32C of the bytes, continuing from the value of the bytes before them (0 at the start). */
export function crc32c(bytes: Uint8Array, before: number): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = tables as unknown as Record<number, Int32Array> & Iterable<Int32Array>;
  let crc = ~before;
  let i = 0;
  for (const last = bytes.length - 8; i <= last; i += 8) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc =
      t7![crc & 255]! ^
      t6![(crc >>> 8) & 255]! ^
      t5![(crc >>> 16) & 255]! ^
      t4![crc >>> 24]! ^
      t3![bytes[i + 4]!]! ^
      t2![bytes[i + 5]!]! ^
      t1![bytes[i + 6]!]! ^
      t0![bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ t0![(crc ^ bytes[i]!) & 255]!;
  return ~crc >>> 0;
}
