/** A list or a structure as JSON text; its leaves are JSON already. Nothing at all is an empty cell. */
export function nestedText(value: unknown): string {
  return value === null || value === undefined ? '' : json(value);
}

function json(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(json).join(', ')}]`;
  if (typeof value === 'object') {
    const fields = Object.entries(value).map(([name, field]) => `${JSON.stringify(name)}: ${json(field)}`);
    return `{${fields.join(', ')}}`;
  }
  return String(value);
}
