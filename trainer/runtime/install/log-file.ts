import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** What the programs of an install print, kept in a file until the install has succeeded. */
export class LogFile {
  readonly path: string;

  /** Begins a new log. */
  constructor(path: string) {
    this.path = path;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
  }

  add(text: string | Uint8Array): void {
    appendFileSync(this.path, text);
  }

  lastLines(count: number): string[] {
    return readFileSync(this.path, 'utf8').trimEnd().split(/\r?\n/).slice(-count);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}
