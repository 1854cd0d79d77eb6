/** Exit code as a shell counts a process that was ended by Ctrl-C. */
export const LEFT_AT_ONCE = 130;

/** How work is asked to stop. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Asks, as the first Ctrl-C does. */
  ask(): void;
  close(): void;
}

/**
 * The first Ctrl-C, or a polite request to end, asks for a stop; the second leaves.
 *
 * @param signals that ask; a terminal that is closed does only where SIGHUP is among them.
 */
export function stopOnSignals(signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM']): Stop {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(LEFT_AT_ONCE);
    controller.abort();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: controller.signal,
    ask: () => controller.abort(),
    close: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
