import { KeyedHash } from './keyed-hash';

const FEWEST_SLOTS = 1 << 12;
const FILL = 0.62;

/** Words of an entry: 96 bits of hash, and the line. */
const ENTRY_WORDS = 4;
const CHUNK_BITS = 14;
const CHUNK_ENTRIES = 1 << CHUNK_BITS;

/** A name of 200 code points in UTF-8, and the day; rounded up for the hash's blocks. */
const SCRATCH_BYTES = 4096;

/** Makes a capital ASCII letter a small one, and leaves a small one and a space as they are. */
const SMALL = 0x20;

/** Bits of the filter for each row that is expected. */
const FILTER_BITS = 8;

/** Entries that wait for their slots. */
const MOST_WAITING = 512;

const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(least));

/** The name, as it is stored (so in NFC already), as names are compared: upper, lower, NFC. */
export function foldName(name: string): string {
  return name.toUpperCase().toLowerCase().normalize('NFC');
}

/**
 * Which customers (folded full_name, date_of_birth) have been seen in this file, by the first 96 bits of a keyed hash.
 * Among ten million rows the odds of one false duplicate are below 1 in 10^15.
 *
 * Entries stand one behind the other, 16 bytes each; a table of one word per slot finds them: some bits of the hash, and
 * the entry's number. With the entries in the table itself, a look-up cost four times as much: it missed every cache (measured).
 * Most customers are new, which a filter that fits the cache tells of nineteen in twenty; their entries get their slots some
 * hundreds at a time, so that the processor waits for many at once (measured: a sixth of all judging less).
 */
export class Duplicates {
  private slots: Uint32Array;
  private mask: number;
  /** The bits of a slot that number an entry, from 1; the others are the hash's. */
  private numberMask: number;
  private readonly chunks: Uint32Array[] = [];
  private used = 0;
  /** Entries from this one on are in the filter and not yet in the table. */
  private waitingFrom = 0;
  private filter: Uint32Array;
  private readonly scratch = new Uint8Array(SCRATCH_BYTES);
  private readonly scratchWords = new Uint32Array(this.scratch.buffer);
  private readonly encoder = new TextEncoder();
  private readonly hash: KeyedHash;

  /**
   * @param key 16 bytes; the file's id, so that every attempt sees the same
   * @param expected rows, roughly: growing the table step by step took a tenth of all judging (measured)
   */
  constructor(key: Uint8Array, expected: number) {
    this.hash = new KeyedHash(key);
    const slots = Math.max(FEWEST_SLOTS, powerOfTwo(expected / FILL));
    this.slots = new Uint32Array(slots);
    this.filter = filterFor(slots);
    this.mask = this.numberMask = slots - 1;
  }

  /** The line where this customer was first seen, or 0 and from now on it is `line`. @param born year * 10000 + month * 100 + day */
  seenBefore(name: string, born: number, line: number): number {
    const { written } = this.encoder.encodeInto(foldName(name), this.scratch.subarray(0, SCRATCH_BYTES - 32));
    return this.look(written, born, line);
  }

  /** The same for a name of ASCII letters and single spaces, `bytes[from, to)`. */
  seenBeforeAscii(bytes: Uint8Array, from: number, to: number, born: number, line: number): number {
    const { scratch } = this;
    for (let i = from, o = 0; i < to; i++, o++) scratch[o] = bytes[i]! | SMALL;
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
    const words = this.hash.of(this.scratchWords, length);
    return this.findOrAdd(words[0]!, words[1]!, words[2]!, line);
  }

  private findOrAdd(h1: number, h2: number, h3: number, line: number): number {
    const seen = this.isSurelyNew(h2, h3) ? 0 : this.find(h1, h2, h3);
    if (seen > 0) return seen;
    this.append(h1, h2, h3, line);
    // Only now: the filter is made anew of the entries, and this one must be among them.
    if (this.used > this.slots.length * FILL) this.grow();
    if (this.used - this.waitingFrom >= MOST_WAITING) this.giveSlots();
    return 0;
  }

  /** Asks the filter, and puts the hash into it. */
  private isSurelyNew(h2: number, h3: number): boolean {
    const word = h3 & (this.filter.length - 1);
    const bits = (1 << h2) | (1 << (h2 >>> 5));
    const before = this.filter[word]!;
    this.filter[word] = before | bits;
    return (before & bits) !== bits;
  }

  private find(h1: number, h2: number, h3: number): number {
    this.giveSlots();
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

  private giveSlots(): void {
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

  /** The line of an entry with this very hash, or 0. */
  private lineOf(entry: number, h1: number, h2: number, h3: number): number {
    const chunk = this.chunks[entry >>> CHUNK_BITS]!;
    const at = (entry & (CHUNK_ENTRIES - 1)) * ENTRY_WORDS;
    return chunk[at] === h1 && chunk[at + 1] === h2 && chunk[at + 2] === h3 ? chunk[at + 3]! : 0;
  }

  private append(h1: number, h2: number, h3: number, line: number): void {
    const at = (this.used & (CHUNK_ENTRIES - 1)) * ENTRY_WORDS;
    if (at === 0) this.chunks.push(new Uint32Array(CHUNK_ENTRIES * ENTRY_WORDS));
    const chunk = this.chunks[this.used >>> CHUNK_BITS]!;
    chunk[at] = h1;
    chunk[at + 1] = h2;
    chunk[at + 2] = h3;
    chunk[at + 3] = line;
    this.used++;
  }

  /** Takes twice the slots, which all entries are to be given anew. */
  private grow(): void {
    this.slots = new Uint32Array(this.slots.length * 2);
    this.mask = this.numberMask = this.slots.length - 1;
    this.waitingFrom = 0;
    this.filter = filterFor(this.slots.length);
    for (let entry = 0; entry < this.used; entry++) {
      const at = (entry & (CHUNK_ENTRIES - 1)) * ENTRY_WORDS;
      const chunk = this.chunks[entry >>> CHUNK_BITS]!;
      this.isSurelyNew(chunk[at + 1]!, chunk[at + 2]!);
    }
  }
}

function filterFor(slots: number): Uint32Array {
  return new Uint32Array((slots * FILTER_BITS) / 2 / 32);
}
