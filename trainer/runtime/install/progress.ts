/** Where an install says how far it is. */
export interface InstallProgress {
  /** A step begins, such as "compiling the addon". */
  begin(step: string): void;
  /** How many bytes of the step are done. */
  advance(done: number, total: number): void;
  /** The step is done; the line stays. */
  end(line: string): void;
  /** Something that is good to know; the line stays. */
  note(line: string): void;
}
