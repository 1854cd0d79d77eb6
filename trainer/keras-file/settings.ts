/** The settings of one Keras layer. Whatever is not as it must be throws an Error with the reason as a clause that names the layer. */
export class Settings {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(
    readonly layer: string,
    readonly kind: string,
    values: unknown,
  ) {
    if (!isObject(values)) throw new Error(`its layer ${layer} has no settings`);
    this.#values = values;
  }

  get(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  /** A setting that may be missing or null, or else must be one of these. */
  only<T extends string | number | boolean | readonly number[]>(name: string, ...allowed: readonly T[]): T | undefined {
    const value = this.get(name) ?? undefined;
    if (value === undefined) return undefined;
    const text = JSON.stringify(value);
    return allowed.find((candidate) => JSON.stringify(candidate) === text) ?? this.refuse(name);
  }

  /** A whole number from 1. */
  count(name: string): number {
    const value = this.get(name);
    return isCount(value) ? value : this.refuse(name);
  }

  /** [rows, columns], each a whole number from 1. */
  counts(name: string): readonly [number, number] {
    const value = this.get(name);
    const [rows, columns, ...more] = Array.isArray(value) ? value : [value, value];
    return isCount(rows) && isCount(columns) && more.length === 0 ? [rows, columns] : this.refuse(name);
  }

  number(name: string): number {
    const value = this.get(name);
    return isNumber(value) ? value : this.refuse(name);
  }

  refuse(name: string): never {
    const value = JSON.stringify(this.get(name) ?? null);
    const text = value.length > 60 ? `${value.slice(0, 60)} …` : value;
    throw new Error(`its layer ${this.layer} (${this.kind}) has ${name} ${text}, which cannot be computed here`);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
