/** A map that keeps only what was set or asked for last. */
export class Recent<Value> {
  readonly #most: number;
  readonly #kept = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  has(key: string): boolean {
    return this.#kept.has(key);
  }

  get(key: string): Value | undefined {
    const value = this.#kept.get(key);
    // What was asked for last comes last.
    if (this.#kept.delete(key)) this.#kept.set(key, value as Value);
    return value;
  }

  values(): IterableIterator<Value> {
    return this.#kept.values();
  }

  set(key: string, value: Value): Value {
    this.#kept.delete(key);
    this.#kept.set(key, value);
    for (const oldest of [...this.#kept.keys()].slice(0, -this.#most)) this.#kept.delete(oldest);
    return value;
  }
}
