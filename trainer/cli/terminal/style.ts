import pc from 'picocolors';

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours on a terminal that wants them; NO_COLOR, pipes and CI get plain text. */
export function colorsFor(stream: NodeJS.WriteStream): Colors {
  const { env } = process;
  return pc.createColors(stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb' && !env.CI);
}

/** ▓▓▓▓░░░░ of the given width. */
export function bar(share: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * width);
  return '▓'.repeat(full) + '░'.repeat(width - full);
}
