import { CONFIG } from './table-project.ts';
import type { WatchedConfig } from './watched-config.ts';

/** A key pressed: its piece is put in place of what stands from one offset to another. */
export interface Keystroke {
  readonly from: number;
  readonly to: number;
  readonly piece: string;
}

/** What keys do: each kind presses its n-th key, counted from 0, on a config that had the n before pressed. */
export interface KeystrokeKind {
  readonly title: string;
  press(text: string, n: number): Keystroke;
}

/** A label that the last row, whose image is damaged, does not have in any seed of the table. */
const LABEL = 'striped';

export const KEYSTROKES: readonly KeystrokeKind[] = [
  { title: "in a setting's value", press: (text, n) => digits(text, 'learning_rate: 0.00', n) },
  {
    title: 'in a label, wrong and mended',
    press: (text) => {
      const [whole, wrong] = [`, ${LABEL},`, `, ${LABEL.replace('e', '')},`];
      const at = text.indexOf(whole);
      const letter = LABEL.indexOf('e') + 2;
      return at >= 0
        ? { from: at + letter, to: at + letter + 1, piece: '' }
        : { from: text.indexOf(wrong) + letter, to: text.indexOf(wrong) + letter, piece: 'e' };
    },
  },
  {
    title: 'that deals the split anew',
    press: (text, n) =>
      n % 2 === 0 ? digits(text, 'random_seed: 10', n) : digits(text, 'validation_split: 0.2', n % 100, 2),
  },
];

/** Presses the n-th key of the kind; returns the new version, and when the key was pressed. */
export async function press(config: WatchedConfig, kind: KeystrokeKind, n: number) {
  const { from, to, piece } = kind.press(config.text, n);
  const begin = performance.now();
  return { version: await config.type(from, to, piece), begin };
}

/** The digits that follow the words, replaced by those of a number that is another each time. */
function digits(text: string, words: string, n: number, width = 3): Keystroke {
  const from = text.indexOf(words) + words.length;
  if (!CONFIG.includes(words)) throw new Error(`The config has no ${words}.`);
  return { from, to: from + width, piece: String(n + 1).padStart(width, '0') };
}
