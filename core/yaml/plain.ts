/**
 * A copy made only of lists, values and maps without a prototype, so that a task called `toString` is there only if the config says so, and
 * nothing written in the config can reach Object.prototype.
 */
export function plainCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainCopy);
  if (value === null || typeof value !== 'object') return value;
  const copy: Record<string, unknown> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) copy[key] = plainCopy(inner);
  return copy;
}
