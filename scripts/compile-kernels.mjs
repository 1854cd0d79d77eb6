import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Sections of a WebAssembly binary that would place something in memory, which belongs to TF.js. */
const DATA_SECTION = 11;

/** Compiles what is written in AssemblyScript into the folder: the wasm rung's kernels and the cropper of JPEGs. */
export async function compileKernels(folder) {
  await mkdir(folder, { recursive: true });
  const kernels = join(resolve(folder), 'kernels.wasm');
  await compile('trainer/runtime/wasm/assembly/index.ts', kernels, [
    ...['--enable', 'simd,threads'],
    ...['--importMemory', '--noExportMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ]);
  if (sectionsOf(await readFile(kernels)).includes(DATA_SECTION)) {
    throw new Error(
      `${kernels} has static data, which would overwrite TF.js' heap. Keep strings and arrays out of the kernels.`,
    );
  }
  await compile('trainer/prepare/jpeg/assembly/index.ts', join(resolve(folder), 'jpeg-crop.wasm'), [
    ...['--enable', 'simd'],
  ]);
}

async function compile(source, output, options) {
  const { error, stderr } = await asc.main([
    source,
    ...['--baseDir', root, '--outFile', output],
    ...['--runtime', 'stub', '-O3', '--noAssert', '--uncheckedBehavior', 'always', ...options],
  ]);
  if (error) throw new Error(`${source} does not compile.\n${stderr.toString()}`, { cause: error });
}

/** Ids of the binary's sections, in order. */
function sectionsOf(binary) {
  const sections = [];
  let at = 8;
  while (at < binary.length) {
    sections.push(binary[at++]);
    let size = 0;
    for (let shift = 0, more = true; more; shift += 7) {
      const byte = binary[at++];
      size |= (byte & 127) << shift;
      more = (byte & 128) !== 0;
    }
    at += size;
  }
  return sections;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compileKernels(join(root, 'dist'));
