import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from '../../../core/errors.ts';
import type { InstalledWheel } from '../../../schemas/types/installed-runtime.ts';
import { fetchWheel } from './fetch-wheel.ts';
import type { Installation } from './installation.ts';
import { BadWheel, unpackWheel } from './unpack-wheel.ts';
import type { CudaWheel, Wheel } from './wheels.ts';

/** Where the libraries are in a runtime, laid out as Python would have them: those of CUDA find one another by it. */
export const SITE_PACKAGES = 'site-packages';
/** TensorFlow's two libraries, in the folder tensorflow of site-packages. */
export const CC_LIBRARY = 'libtensorflow_cc.so.2';
export const FRAMEWORK_LIBRARY = 'libtensorflow_framework.so.2';

/** Says in a folder which wheel it was taken from. */
const RECORD = 'wheel.json';

/** The headers that the addon's source includes, directly or by way of others; the wheel has a hundred times as many. */
const HEADERS = /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/c)\//;

/** Fetches TensorFlow's libraries into the runtime, and the headers beside it. */
export async function installTensorFlow(installation: Installation): Promise<InstalledWheel> {
  const { recipe, workspace } = installation;
  const libraries = [CC_LIBRARY, FRAMEWORK_LIBRARY].map((name) => `tensorflow/${name}`);
  return installWheel(recipe.wheel, 'tensorflow', installation, {
    wanted: (name) => libraries.includes(name) || HEADERS.test(name),
    needed: [...libraries, 'tensorflow/include'],
    prepare: async (unpacked) => {
      await rm(workspace.include, { recursive: true, force: true });
      await rename(join(unpacked, 'tensorflow/include'), workspace.include);
    },
  });
}

/** Fetches one wheel of CUDA into the runtime: its libraries, and what TensorFlow calls to compile for a graphics card. */
export async function installCuda(wheel: CudaWheel, installation: Installation): Promise<InstalledWheel> {
  const folder = `nvidia/${wheel.folder}`;
  const wanted = new RegExp(`^${folder}/(lib/[^/]+\\.so[.\\d]*|bin/ptxas|nvvm/libdevice/.+)$`);
  return installWheel(wheel, folder, installation, {
    wanted: (name) => wanted.test(name),
    needed: [folder, ...wheel.libraries.map((name) => `${folder}/lib/${name}`)],
  });
}

interface Contents {
  readonly wanted: (name: string) => boolean;
  /** What the wheel must hold. */
  readonly needed: readonly string[];
  /** Takes out of the unpacked wheel what does not belong to the runtime. */
  readonly prepare?: (unpacked: string) => Promise<void>;
}

/** @param folder The one folder below site-packages that the wheel fills. */
async function installWheel(wheel: Wheel, folder: string, installation: Installation, contents: Contents) {
  const { workspace, progress } = installation;
  const target = join(workspace.runtime, SITE_PACKAGES, folder);
  const finished = await readFile(join(target, RECORD), 'utf8').catch(() => undefined);
  if (finished !== undefined) return JSON.parse(finished) as InstalledWheel;

  const { path, record } = await fetchWheel(wheel, installation);
  progress.begin(`unpacking ${wheel.file}`);
  await workspace.attempt(async (unpacked) => {
    await unpack(path, unpacked, wheel, contents, installation);
    await contents.prepare?.(unpacked);
    await writeFile(join(unpacked, folder, RECORD), `${JSON.stringify(record, null, 2)}\n`);
    await mkdir(dirname(target), { recursive: true });
    await rename(join(unpacked, folder), target);
  });
  await rm(path);
  progress.end(`${wheel.file}  sha256 ${record.sha256.slice(0, 12)}… as ${DIGEST_SOURCES[record.digestFrom]}`);
  return record;
}

const DIGEST_SOURCES: Readonly<Record<InstalledWheel['digestFrom'], string>> = {
  program: 'this program knows it',
  index: 'its index publishes it',
};

async function unpack(
  path: string,
  folder: string,
  { file }: Wheel,
  { wanted, needed }: Contents,
  { progress, signal }: Installation,
): Promise<void> {
  try {
    await unpackWheel(path, folder, { wanted, signal, onBytes: (done, total) => progress.advance(done, total) });
    for (const name of needed) {
      await access(join(folder, name)).catch(() => {
        throw new BadWheel(`it does not hold ${name}`);
      });
    }
  } catch (error) {
    if (!(error instanceof BadWheel)) throw error;
    await rm(path, { force: true });
    throw new UserError(`${file} cannot be used: ${error.message}. It was removed; call again to fetch it anew.`, {
      cause: error,
    });
  }
}
