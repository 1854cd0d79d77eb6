import { totalmem } from 'node:os';

/** The memory in bytes that this process may fill: the machine's, or the container's where that is less. */
export function machineMemory(): number {
  // 0 or a huge number where there is no limit.
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
