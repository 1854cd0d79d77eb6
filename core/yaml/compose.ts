import { type Document, LineCounter, parseDocument } from 'yaml';

/** The text as a tree of nodes with positions, as far as it can be read; what is wrong is among the tree's errors. Wants a text that guardText let pass. */
export function composeYaml(text: string): { document: Document; lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    merge: true,
    stringKeys: true,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  });
  return { document, lines };
}
