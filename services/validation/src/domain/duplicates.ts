import type { IdentityMark } from './identity-mark';
import { KeyedHash } from './keyed-hash';

const MIN_SLOTS = 1 << 12;
/** The share of slots in use at which the table doubles. */
const MAX_FILL = 0.62;

/** Words of an entry: 96 bits of hash and the line. */
const ENTRY_WORDS = 4;
const CHUNK_BITS = 14;
const CHUNK_ENTRIES = 1 << CHUNK_BITS;

/** Room for a name of 200 code points in UTF-8 and a date, padded to the blocks of the hash. */
const SCRATCH_BYTES = 4096;

/** Turns an ASCII letter into lower case, and keeps a lower-case letter and a space. */
const LOWER_CASE = 0x20;

/** Bits of the filter for each expected row. */
const FILTER_BITS = 8;

/** Entries that are added to the table at a time. */
const MAX_WAITING = 512;

const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(least));

/** The form in which names are compared: upper case, lower case, NFC. @param name as it is stored, in NFC */
function foldName(name: string): string {
  return name.toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * Finds customers (folded full_name, date_of_birth) that are twice in a file, by the first 96 bits of a keyed hash. The
 * probability of one false duplicate among ten million rows is below 10^-15.
 *
 * Entries of 16 bytes are appended to an array. A hash table of one word per slot (bits of the hash and the number of the
 * entry) finds them: with the entries in the table itself, a look-up missed every cache and took four times as long (measured).
 * Most customers are new. A Bloom filter that fits the cache recognises nineteen in twenty of them; their entries are added
 * to the table some hundreds at a time, so that cache misses overlap (measured: a sixth less time for all of validation).
 */
export class Duplicates {
  private slots: Uint32Array;
  private mask: number;
  /** The bits of a slot that hold the number of an entry, from 1; the others hold bits of the hash. */
  private numberMask: number;
  private readonly chunks: Uint32Array[] = [];
  /** The mark of each entry, apart from the entries: only the few that are found are looked at again. */
  private readonly marks: Int32Array[] = [];
  /** The mark of the row at the line that was returned last. */
  markOfEarlier: IdentityMark = 0;
  private used = 0;
  /** Entries from this one on are in the filter and not in the table yet. */
  private waitingFrom = 0;
  private filter: Uint32Array;
  private readonly scratch = new Uint8Array(SCRATCH_BYTES);
  private readonly scratchWords = new Uint32Array(this.scratch.buffer);
  private readonly encoder = new TextEncoder();
  private readonly hash: KeyedHash;

  /**
   * @param key 16 bytes; the file's id, so that every attempt computes the same hashes
   * @param expected a guess at the number of rows: growing the table step by step took a tenth of validation (measured)
   */
  constructor(key: Uint8Array, expected: number) {
    this.hash = new KeyedHash(key);
    const slots = Math.max(MIN_SLOTS, powerOfTwo(expected / MAX_FILL));
    this.slots = new Uint32Array(slots);
    this.filter = filterFor(slots);
    this.mask = this.numberMask = slots - 1;
  }

  /**
   * The line where this customer was first seen; or 0, and this line is remembered as the first.
   *
   * @param born year * 10000 + month * 100 + day
   */
  seenBefore(name: string, born: number, line: number, mark: IdentityMark): number {
    const { written } = this.encoder.encodeInto(foldName(name), this.scratch.subarray(0, SCRATCH_BYTES - 32));
    return this.findOrAddHashed(written, born, line, mark);
  }

  /** {@link seenBefore} for a name of ASCII letters and single spaces, `bytes[from, to)`. */
  seenBeforeAscii(bytes: Uint8Array, from: number, to: number, born: number, line: number, mark: IdentityMark): number {
    const { scratch } = this;
    for (let i = from, o = 0; i < to; i++, o++) scratch[o] = bytes[i]! | LOWER_CASE;
    return this.findOrAddHashed(to - from, born, line, mark);
  }

  private findOrAddHashed(nameBytes: number, born: number, line: number, mark: IdentityMark): number {
    const { scratch } = this;
    let at = nameBytes;
    scratch[at++] = 0;
    scratch[at++] = born;
    scratch[at++] = born >>> 8;
    scratch[at++] = born >>> 16;
    scratch[at++] = born >>> 24;
    const length = at;
    while ((at & 15) !== 0) scratch[at++] = 0;
    const words = this.hash.of(this.scratchWords, length);
    return this.findOrAdd(words[0]!, words[1]!, words[2]!, line, mark);
  }

  private findOrAdd(h1: number, h2: number, h3: number, line: number, mark: IdentityMark): number {
    const seen = this.isNew(h2, h3) ? 0 : this.find(h1, h2, h3);
    if (seen > 0) return seen;
    this.append(h1, h2, h3, line, mark);
    // After the append: growing rebuilds the filter from the entries, and this one must be among them.
    if (this.used > this.slots.length * MAX_FILL) this.grow();
    if (this.used - this.waitingFrom >= MAX_WAITING) this.addToTable();
    return 0;
  }

  /** Whether the filter has not seen the hash, so that it surely is new; adds it to the filter. */
  private isNew(h2: number, h3: number): boolean {
    const word = h3 & (this.filter.length - 1);
    const bits = (1 << h2) | (1 << (h2 >>> 5));
    const before = this.filter[word]!;
    this.filter[word] = before | bits;
    return (before & bits) !== bits;
  }

  private find(h1: number, h2: number, h3: number): number {
    this.addToTable();
    let slot = h1 & this.mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (((found ^ h2) & ~this.numberMask) === 0) {
        const seen = this.lineOf((found & this.numberMask) - 1, h1, h2, h3);
        if (seen > 0) return seen;
      }
      slot = (slot + 1) & this.mask;
    }
    return 0;
  }

  private addToTable(): void {
    const { slots, mask, numberMask, used } = this;
    for (let entry = this.waitingFrom; entry < used; entry++) {
      const chunk = this.chunks[entry >>> CHUNK_BITS]!;
      const at = (entry & (CHUNK_ENTRIES - 1)) * ENTRY_WORDS;
      let slot = chunk[at]! & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = (chunk[at + 1]! & ~numberMask) | (entry + 1);
    }
    this.waitingFrom = used;
  }

  /** The line of the entry if it has exactly this hash, or 0. */
  private lineOf(entry: number, h1: number, h2: number, h3: number): number {
    const chunk = this.chunks[entry >>> CHUNK_BITS]!;
    const at = (entry & (CHUNK_ENTRIES - 1)) * ENTRY_WORDS;
    if (chunk[at] !== h1 || chunk[at + 1] !== h2 || chunk[at + 2] !== h3) return 0;
    this.markOfEarlier = this.marks[entry >>> CHUNK_BITS]![entry & (CHUNK_ENTRIES - 1)]!;
    return chunk[at + 3]!;
  }

  private append(h1: number, h2: number, h3: number, line: number, mark: IdentityMark): void {
    const at = (this.used & (CHUNK_ENTRIES - 1)) * ENTRY_WORDS;
    if (at === 0) {
      this.chunks.push(new Uint32Array(CHUNK_ENTRIES * ENTRY_WORDS));
      this.marks.push(new Int32Array(CHUNK_ENTRIES));
    }
    const chunk = this.chunks[this.used >>> CHUNK_BITS]!;
    chunk[at] = h1;
    chunk[at + 1] = h2;
    chunk[at + 2] = h3;
    chunk[at + 3] = line;
    this.marks[this.used >>> CHUNK_BITS]![this.used & (CHUNK_ENTRIES - 1)] = mark;
    this.used++;
  }

  /** Doubles the slots, and has all entries added to the new table. */
  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    this.mask = this.numberMask = this.slots.length - 1;
    this.waitingFrom = 0;
    this.filter = filterFor(this.slots.length);
    for (let entry = 0; entry < this.used; entry++) {
      const at = (entry & (CHUNK_ENTRIES - 1)) * ENTRY_WORDS;
      const chunk = this.chunks[entry >>> CHUNK_BITS]!;
      this.isNew(chunk[at + 1]!, chunk[at + 2]!);
    }
  }
}

function filterFor(slots: number): Uint32Array {
  return new Uint32Array((slots * FILTER_BITS) / 2 / 32);
}
