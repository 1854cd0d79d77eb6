/** As a shell counts a process that was ended by Ctrl-C. */
export const LEFT_AT_ONCE = 130;

/** How a run is asked to stop. */
export interface Stop {
  readonly signal: AbortSignal;
  /** Asks, as the first Ctrl-C does. */
  ask(): void;
  close(): void;
}

/** The first Ctrl-C, or a polite request to end, asks for a stop; the second leaves. */
export function stopOnSignals(): Stop {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(LEFT_AT_ONCE);
    controller.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    ask: () => controller.abort(),
    close: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
