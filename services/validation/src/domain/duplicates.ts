import { KeyedHash } from './keyed-hash';

/** Words per slot: 96 bits of hash, and the line (0: free). 16 bytes a row, at most 62 % full. */
const SLOT_WORDS = 4;
const FIRST_SLOTS = 1 << 12;
const FILL = 0.62;

/** A name of 200 code points in UTF-8, and the day; rounded up for the hash's blocks. */
const SCRATCH_BYTES = 4096;

const CAPITAL_A = 0x41;
const CAPITAL_Z = 0x5a;

/** The name as names are compared: NFC, upper, lower, NFC. */
export function foldName(name: string): string {
  return name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * Which customers (folded full_name, date_of_birth) have been seen in this file, by the first 96 bits of a keyed hash.
 * Among ten million rows the odds of one false duplicate are below 1 in 10^15.
 */
export class Duplicates {
  private slots = new Uint32Array(FIRST_SLOTS * SLOT_WORDS);
  private mask = FIRST_SLOTS - 1;
  private used = 0;
  private readonly scratch = new Uint8Array(SCRATCH_BYTES);
  private readonly encoder = new TextEncoder();
  private readonly hash: KeyedHash;

  /** @param key 16 bytes; the file's id, so that every attempt sees the same */
  constructor(key: Uint8Array) {
    this.hash = new KeyedHash(key);
  }

  /** The line where this customer was first seen, or 0 and from now on it is `line`. @param born year * 10000 + month * 100 + day */
  seenBefore(name: string, born: number, line: number): number {
    const { written } = this.encoder.encodeInto(foldName(name), this.scratch.subarray(0, SCRATCH_BYTES - 32));
    return this.look(written, born, line);
  }

  /** The same for a name of ASCII letters and single spaces, `bytes[from, to)`. */
  seenBeforePlain(bytes: Uint8Array, from: number, to: number, born: number, line: number): number {
    const { scratch } = this;
    for (let i = from, o = 0; i < to; i++, o++) {
      const byte = bytes[i]!;
      scratch[o] = byte >= CAPITAL_A && byte <= CAPITAL_Z ? byte + 32 : byte;
    }
    return this.look(to - from, born, line);
  }

  private look(nameBytes: number, born: number, line: number): number {
    const { scratch } = this;
    let at = nameBytes;
    scratch[at++] = 0;
    scratch[at++] = born;
    scratch[at++] = born >>> 8;
    scratch[at++] = born >>> 16;
    scratch[at++] = born >>> 24;
    const length = at;
    while ((at & 15) !== 0) scratch[at++] = 0;
    const words = this.hash.of(scratch, length);
    return this.findOrAdd(words[0]!, words[1]!, words[2]!, line);
  }

  private findOrAdd(h1: number, h2: number, h3: number, line: number): number {
    let slot = h1 & this.mask;
    for (;;) {
      const at = slot * SLOT_WORDS;
      const seen = this.slots[at + 3]!;
      if (seen === 0) break;
      if (this.slots[at] === h1 && this.slots[at + 1] === h2 && this.slots[at + 2] === h3) return seen;
      slot = (slot + 1) & this.mask;
    }
    this.put(slot, h1, h2, h3, line);
    if (++this.used > (this.mask + 1) * FILL) this.grow();
    return 0;
  }

  private put(slot: number, h1: number, h2: number, h3: number, line: number): void {
    const at = slot * SLOT_WORDS;
    this.slots[at] = h1;
    this.slots[at + 1] = h2;
    this.slots[at + 2] = h3;
    this.slots[at + 3] = line;
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    this.mask = this.slots.length / SLOT_WORDS - 1;
    for (let at = 0; at < old.length; at += SLOT_WORDS) {
      if (old[at + 3] === 0) continue;
      let slot = old[at]! & this.mask;
      while (this.slots[slot * SLOT_WORDS + 3] !== 0) slot = (slot + 1) & this.mask;
      this.put(slot, old[at]!, old[at + 1]!, old[at + 2]!, old[at + 3]!);
    }
  }
}
