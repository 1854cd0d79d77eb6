/** Gives the process the globals that TF.js' WebGPU backend reads all the time, such as GPUBufferUsage. @returns takes them away. */
export function putGlobals(globals: object): () => void {
  const added = Object.entries(globals).filter(([name]) => !(name in globalThis));
  for (const [name, value] of added) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  return () => {
    for (const [name] of added) Reflect.deleteProperty(globalThis, name);
  };
}

/**
 * Runs `create` while navigator.gpu is there: TF.js' backend asks for it when it is made, and not later. Node has no navigator before
 * version 21, and then one that cannot be assigned to.
 */
export function withNavigator<T>(gpu: GPU, create: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  try {
    return create();
  } finally {
    Reflect.deleteProperty(globalThis, 'navigator');
    if (before) Object.defineProperty(globalThis, 'navigator', before);
  }
}
