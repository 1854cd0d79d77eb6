/** The number that an option was given; ends the program, with the reason, unless it is whole and in the range. */
export function wholeNumber(name, text, low, high) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= low && value <= high) return value;
  console.error(`--${name} ${text}: give a whole number from ${low} to ${high}.`);
  process.exit(1);
}
