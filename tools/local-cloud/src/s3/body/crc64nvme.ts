// Reflected polynomial of CRC-64/NVME. Values are kept as two 32-bit halves, because BigInt would be far too slow.
const polynomialHigh = 0x9a6c9329;
const polynomialLow = 0xac4bc9b5;
const high: Int32Array[] = [];
const low: Int32Array[] = [];

function buildFirst(): void {
  high.push(new Int32Array(256));
  low.push(new Int32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let h = 0;
    let l = byte;
    for (let bit = 0; bit < 8; bit++) {
      const odd = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (odd) {
        h ^= polynomialHigh;
        l ^= polynomialLow;
      }
    }
    high[0]![byte] = h;
    low[0]![byte] = l;
  }
}

function buildNext(i: number): void {
  high.push(new Int32Array(256));
  low.push(new Int32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    const h = high[i - 1]![byte]!;
    const l = low[i - 1]![byte]!;
    high[i]![byte] = (h >>> 8) ^ high[0]![l & 255]!;
    low[i]![byte] = ((l >>> 8) | (h << 24)) ^ low[0]![l & 255]!;
  }
}

buildFirst();
for (let i = 1; i < 8; i++) buildNext(i);

/** Running CRC-64/NVME. */
export class Crc64Nvme {
  #high = -1;
  #low = -1;

  update(bytes: Uint8Array): void {
    let h = this.#high;
    let l = this.#low;
    let i = 0;
    for (const last = bytes.length - 8; i <= last; i += 8) {
      l ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
      h ^= bytes[i + 4]! | (bytes[i + 5]! << 8) | (bytes[i + 6]! << 16) | (bytes[i + 7]! << 24);
      const b0 = l & 255,
        b1 = (l >>> 8) & 255,
        b2 = (l >>> 16) & 255,
        b3 = l >>> 24;
      const b4 = h & 255,
        b5 = (h >>> 8) & 255,
        b6 = (h >>> 16) & 255,
        b7 = h >>> 24;
      h =
        high[7]![b0]! ^
        high[6]![b1]! ^
        high[5]![b2]! ^
        high[4]![b3]! ^
        high[3]![b4]! ^
        high[2]![b5]! ^
        high[1]![b6]! ^
        high[0]![b7]!;
      l =
        low[7]![b0]! ^
        low[6]![b1]! ^
        low[5]![b2]! ^
        low[4]![b3]! ^
        low[3]![b4]! ^
        low[2]![b5]! ^
        low[1]![b6]! ^
        low[0]![b7]!;
    }
    for (; i < bytes.length; i++) {
      const index = (l ^ bytes[i]!) & 255;
      l = ((l >>> 8) | (h << 24)) ^ low[0]![index]!;
      h = (h >>> 8) ^ high[0]![index]!;
    }
    this.#high = h;
    this.#low = l;
  }

  /** The eight bytes of the checksum, most significant first. */
  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeInt32BE(~this.#high, 0);
    bytes.writeInt32BE(~this.#low, 4);
    return bytes;
  }
}
