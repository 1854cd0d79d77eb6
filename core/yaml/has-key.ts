/** Whether a text writes a key somewhere, in YAML's block or flow style; read from the text itself, which may be too broken to parse. */
export function hasKey(text: string, key: string): boolean {
  return new RegExp(`^\\uFEFF?(?:[^#\\n]*[\\s{,])?["']?${key}["']?\\s*:`, 'm').test(text);
}
