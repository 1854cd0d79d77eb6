/** Whether a text writes a key somewhere, in YAML's block or flow style; read from the text itself, which may be too broken to parse. */
export function hasKey(text: string, key: string): boolean {
  // What `^` takes for the start of a line is no part of the one before it: otherwise time would grow with the square of the lines.
  return new RegExp(`^\\uFEFF?(?:[^#\\n\\r\\u2028\\u2029]*[\\s{,])?["']?${key}["']?\\s*:`, 'm').test(text);
}
