import { UserError } from '../../../core/errors.ts';

/**
 * Remembers what goes wrong on a device. WebGPU reports errors aside from the calls that they belong to, and goes on with zeros: after
 * the first one nothing that comes from the device can be trusted.
 */
export class DeviceFailure {
  readonly #device: GPUDevice;
  readonly #waiting = new Set<(failure: UserError) => void>();
  #failure: UserError | undefined;
  #ended = false;

  constructor(device: GPUDevice) {
    this.#device = device;
    device.onuncapturederror = (event) => {
      // Dawn would print it.
      event.preventDefault();
      this.#remember(errorAdvice(event.error));
    };
    void device.lost.then((info) => this.#remember(lossAdvice(info)));
  }

  throwIfFailed(): void {
    if (this.#failure) throw this.#failure;
  }

  /** What the device promised, unless it has failed by then: a read that never comes must not be waited for. */
  async orFailure<T>(promised: Promise<T>): Promise<T> {
    let giveUp: (failure: UserError) => void = () => {};
    const failed = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    this.#waiting.add(giveUp);
    try {
      const value = await Promise.race([promised, failed]);
      this.throwIfFailed();
      return value;
    } catch (error) {
      // A read that is broken off may say so just before the loss behind it is told.
      await new Promise<void>((resolve) => setImmediate(resolve));
      this.throwIfFailed();
      throw error;
    } finally {
      this.#waiting.delete(giveUp);
    }
  }

  /** Waits until the device has done what it was asked for. From here on it may go. */
  async end(): Promise<void> {
    if (!this.#failure) await this.orFailure(this.#device.queue.onSubmittedWorkDone()).catch(() => {});
    this.#ended = true;
  }

  #remember(advice: string): void {
    if (this.#ended || this.#failure) return;
    this.#failure = new UserError(advice);
    for (const giveUp of this.#waiting) giveUp(this.#failure);
  }
}

const SMALLER = 'Make model.batch_size or model.input_shape smaller.';

export function tooLarge(bytes: number, most: number): UserError {
  const mebibytes = (size: number) => Math.ceil(size / 2 ** 20);
  return new UserError(
    `The work does not fit the graphics device: one tensor needs ${mebibytes(bytes)} MiB, and the device takes ${mebibytes(most)} MiB at most. ${SMALLER}`,
  );
}

/** Subclasses of GPUError are told by their constructors' names: the classes themselves are globals only while a runtime is open. */
export function errorAdvice(error: GPUError): string {
  const [what] = error.message.trim().split('\n');
  if (error.constructor.name === 'GPUOutOfMemoryError') {
    return `The graphics device ran out of memory (${what}). ${SMALLER} Other programs that use the device take memory too.`;
  }
  return `The graphics device refused a command (${what}). A newer driver may know it; --runtime wasm works without a graphics device.`;
}

function lossAdvice({ message }: GPUDeviceLostInfo): string {
  const what = message === '' ? '' : ` (${message.trim().split('\n')[0]})`;
  return `The graphics device was lost${what}: its driver was reset or updated, or the computer slept.`;
}
