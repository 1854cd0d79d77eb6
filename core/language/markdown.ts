import { escapeControls } from '../findings/words.ts';

const LONGEST_SPAN = 80;

/** Lines as a block of code, whatever they hold. */
export function codeBlock(text: string): string {
  const fence = '`'.repeat(Math.max(3, mostTicks(text) + 1));
  return `${fence}text\n${text}\n${fence}`;
}

/** A value within a line, on one line, cut when long, whatever it holds. */
export function codeSpan(value: string): string {
  const letters = [...escapeControls(value)];
  const short = letters.length > LONGEST_SPAN ? `${letters.slice(0, LONGEST_SPAN - 1).join('')}…` : letters.join('');
  const ticks = '`'.repeat(mostTicks(short) + 1);
  return ticks === '`' ? `\`${short}\`` : `${ticks} ${short} ${ticks}`;
}

function mostTicks(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, ticks) => Math.max(most, ticks.length), 0);
}
