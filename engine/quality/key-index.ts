/** Numbers the different hashes it is given, from 0 in the order of their coming. */
export class KeyIndex {
  /** How many different ones there were. */
  size = 0;
  /** A slot is 0, or the number of a hash + 1. */
  #slots = new Int32Array(START_SLOTS);
  #high = new Int32Array(START_SLOTS / 2);
  #low = new Int32Array(START_SLOTS / 2);

  /** The number of a hash; a new one gets the next. */
  of(high: number, low: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let i = (high ^ low) & mask; ; i = (i + 1) & mask) {
      const known = (slots[i] as number) - 1;
      if (known < 0) return this.#add(i, high | 0, low | 0);
      if (this.#low[known] === (low | 0) && this.#high[known] === (high | 0)) return known;
    }
  }

  /** Whether it was given this hash. */
  has(high: number, low: number): boolean {
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let i = (high ^ low) & mask; ; i = (i + 1) & mask) {
      const known = (slots[i] as number) - 1;
      if (known < 0) return false;
      if (this.#low[known] === (low | 0) && this.#high[known] === (high | 0)) return true;
    }
  }

  /** Forgets all, and keeps the room. */
  clear(): void {
    this.size = 0;
    this.#slots.fill(0);
  }

  #add(slot: number, high: number, low: number): number {
    const number = this.size++;
    this.#slots[slot] = number + 1;
    this.#high[number] = high;
    this.#low[number] = low;
    if (this.size === this.#high.length) this.#grow();
    return number;
  }

  #grow(): void {
    const room = this.#high.length * 2;
    this.#high = wider(this.#high, room);
    this.#low = wider(this.#low, room);
    this.#slots = new Int32Array(room * 2);
    const mask = this.#slots.length - 1;
    for (let number = 0; number < this.size; number++) {
      let i = ((this.#high[number] as number) ^ (this.#low[number] as number)) & mask;
      while (this.#slots[i] !== 0) i = (i + 1) & mask;
      this.#slots[i] = number + 1;
    }
  }
}

const START_SLOTS = 1024;

function wider(array: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const out = new Int32Array(length);
  out.set(array);
  return out;
}

/** A whole number for each number of an index, 0 where none was set; keeps its room for the next index. */
export class KeyNotes {
  #values = new Int32Array(START_SLOTS / 2);

  at(number: number): number {
    return this.#values[number] ?? 0;
  }

  set(number: number, value: number): void {
    if (number >= this.#values.length) this.#values = wider(this.#values, this.#values.length * 2);
    this.#values[number] = value;
  }

  add(number: number, by: number): void {
    this.set(number, this.at(number) + by);
  }

  clear(): void {
    this.#values.fill(0);
  }
}
