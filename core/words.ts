/** How numbers and times read in every message, table and panel. */

/** U+00A0, so that a number is never torn at the end of a line. */
const SPACE = '\u00a0';

/** 6000 → "6 000". */
export function count(n: number): string {
  return Math.round(n)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, SPACE);
}

/** (1, 'row') → "1 row"; (2, 'row') → "2 rows"; (2, 'class', 'classes') → "2 classes". */
export function counted(n: number, singular: string, plural = `${singular}s`): string {
  return `${count(n)} ${n === 1 ? singular : plural}`;
}

/** 130 → "2 min 10 s". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** 0.774 → "0.774"; null → "–", for a value that nothing could be measured on. */
export function score(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}

/** 83683744 → "83.7 MB". */
export function bytes(n: number): string {
  if (n < 1000) return counted(n, 'byte');
  const unit = Math.min(3, Math.floor(Math.log10(n) / 3));
  return `${(n / 1000 ** unit).toFixed(1)} ${['', 'kB', 'MB', 'GB'][unit]}`;
}

/** A learning rate, short and exact enough: 0.001, 1e-6. */
export function rate(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
