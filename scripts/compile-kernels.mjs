/** Compiles the wasm rung's kernels into the folder. */
export async function compileKernels(_folder) {}
