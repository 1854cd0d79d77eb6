/** Words that YAML 1.1 or 1.2, or some reader of them, takes for something other than text; `e1` for a number, say. */
const OTHER_THINGS = /^(y|yes|n|no|on|off|true|false|null|~|nan|inf|e-?\d+)$/i;

/** Starts like no other thing, and holds nothing with a meaning of its own. */
const PLAIN = /^(\p{L}|\.?\/)[\p{L}\p{N}_./-]*( [\p{L}\p{N}_./-]+)*$/u;

/** A text as YAML that reads as this text and nothing else: plain where that is plain to everyone, else in double quotes. */
export function yamlText(text: string): string {
  return PLAIN.test(text) && !OTHER_THINGS.test(text) ? text : quotedText(text);
}

/** A text as YAML in double quotes. */
export function quotedText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
