import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../../core/errors.ts';
import { installedRuntime } from '../../../../trainer/runtime/install/installed.ts';
import { fakeMachine, SILENT, sha256, TENSORFLOW_FILES } from './fake-machine.ts';
import { zip } from './zip.ts';

/** The message of the UserError that an install ends with. */
async function refusal(install: Promise<unknown>): Promise<string> {
  const error = await install.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
}

describe('an install', () => {
  it('leaves a runtime that is whole, and nothing else', async () => {
    const machine = await fakeMachine();
    const { folder, manifest } = await machine.install();
    expect(await installedRuntime('native')).toEqual({ folder, manifest });
    expect(folder).toBe(join(machine.data, 'runtimes/native'));
    expect(await machine.runtimes()).toEqual(['native']);
    expect(manifest).toMatchObject({
      v: 1,
      kind: 'native',
      tensorflow: '2.21.0',
      tfjs: '4.22.0',
      wheels: [{ file: machine.recipe.wheel.file, sha256: machine.recipe.wheel.sha256, digestFrom: 'program' }],
    });
    const has = (name: string) => existsSync(join(folder, name));
    expect(has('node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node')).toBe(true);
    // Only needed to build, or to debug TF.js itself.
    expect(has('site-packages/tensorflow/include')).toBe(false);
    expect(has('site-packages/tensorflow/python')).toBe(false);
    expect(has('node_modules/@tensorflow/tfjs-node/index.js.map')).toBe(false);
  });

  it('asks pip for one known file, and npm for no scripts', async () => {
    const machine = await fakeMachine();
    await machine.install();
    const [pip, npm, compiler] = await machine.calls();
    expect(pip).toMatch(/^python3 -m pip download --no-deps --only-binary=:all: --python-version=3\.11 /);
    expect(pip).toMatch(/ --abi=cp311 --platform=manylinux_2_27_x86_64 .* tensorflow-cpu==2\.21\.0$/);
    expect(npm).toMatch(/^npm install .*--ignore-scripts .* @tensorflow\/tfjs-node@4\.22\.0 node-api-headers@1\.9\.0$/);
    expect(compiler).toMatch(/^g\+\+ .*-DNAPI_VERSION=8 /);
  });

  it('says each step, and how far a large one is', async () => {
    const machine = await fakeMachine();
    const said: string[] = [];
    const progress = {
      ...SILENT,
      begin: (step: string) => said.push(step),
      end: (line: string) => said.push(`✓ ${line}`),
    };
    await machine.install({ progress });
    const { file, sha256: digest } = machine.recipe.wheel;
    expect(said).toEqual([
      `downloading ${file}`,
      `unpacking ${file}`,
      `✓ ${file}  sha256 ${digest?.slice(0, 12)}… as this program knows it`,
      'npm installs @tensorflow/tfjs-node 4.22.0',
      "✓ @tensorflow/tfjs-node 4.22.0  from npm, which compares what it fetches with the registry's digests",
      'compiling the addon',
      `✓ addon compiled  ${join(machine.folder, 'bin/g++')}`,
      'proving that it works',
      '✓ it works  TensorFlow 2.21.0 on the CPU',
    ]);
  });

  it('replaces a runtime of another recipe, or a folder that is none', async () => {
    const machine = await fakeMachine();
    await mkdir(join(machine.data, 'runtimes/native'), { recursive: true });
    await writeFile(join(machine.data, 'runtimes/native/hand-made'), '');
    expect(await installedRuntime('native')).toBeUndefined();
    const { folder } = await machine.install();
    expect(existsSync(join(folder, 'hand-made'))).toBe(false);
    const newer = { ...machine.recipe, npm: { ...machine.recipe.npm, tfjs: '4.23.0' } };
    await machine.install({}, newer);
    expect((await installedRuntime('native'))?.manifest.tfjs).toBe('4.23.0');
    expect(await machine.runtimes()).toEqual(['native']);
  });

  it('takes away what an unfinished install of another recipe has left', async () => {
    const machine = await fakeMachine();
    await machine.set('g++', 'fail');
    await refusal(machine.install({}, { ...machine.recipe, bytes: 1 }));
    await machine.set('g++', undefined);
    await machine.install();
    expect(await machine.runtimes()).toEqual(['native']);
  });
});

describe('for CUDA', () => {
  const WHEELS = [
    { folder: 'nvjitlink', libraries: ['libnvJitLink.so.12'] },
    { folder: 'cublas', libraries: ['libcublasLt.so.12', 'libcublas.so.12'] },
  ];

  it('the addon needs the libraries of the other wheels, and finds them wherever the runtime is moved', async () => {
    const machine = await fakeMachine(WHEELS);
    const { folder, manifest } = await machine.install();
    expect((await installedRuntime('cuda'))?.folder).toBe(folder);
    expect(manifest.wheels.map(({ file }) => file)).toEqual([...machine.wheels.keys()]);
    const compiler = (await machine.calls()).find((call) => call.includes('tfjs_backend.cc'))!;
    expect(compiler).toContain(
      '-Ldeps/nvidia/cublas/lib -Wl,-rpath,$ORIGIN/../../deps/nvidia/cublas/lib -l:libcublasLt.so.12 -l:libcublas.so.12',
    );
    // Seen from TensorFlow's library, which looks for CUDA's compiler in ../nvidia.
    const library = join(folder, 'node_modules/@tensorflow/tfjs-node/deps/lib');
    expect(await readFile(join(library, '../nvidia/cublas/lib/libcublas.so.12'), 'utf8')).toBe('libcublas.so.12');
    expect(existsSync(join(folder, 'site-packages/nvidia/cublas/include'))).toBe(false);
  });

  it('a wheel that was unpacked is not fetched again', async () => {
    const machine = await fakeMachine(WHEELS);
    const [, cublas] = machine.recipe.cuda;
    await rm(join(machine.folder, 'index', cublas!.project, cublas!.file));
    await refusal(machine.install());
    await writeFile(join(machine.folder, 'index', cublas!.project, cublas!.file), machine.wheels.get(cublas!.file)!);
    await machine.install();
    const fetched = (await machine.calls())
      .filter((call) => call.startsWith('python3'))
      .map((call) => call.split(' ').at(-1));
    expect(fetched).toEqual([
      'tensorflow-cpu==2.21.0',
      'nvidia-nvjitlink-cu12==2.21.0',
      'nvidia-cublas-cu12==2.21.0',
      'nvidia-cublas-cu12==2.21.0',
    ]);
  });
});

describe('a wheel', () => {
  const file = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';

  it('with another digest is removed, and said', async () => {
    const machine = await fakeMachine();
    const damaged = Buffer.from(machine.wheels.get(file)!);
    damaged[40]! ^= 1;
    const path = join(machine.folder, 'index/tensorflow-cpu', file);
    await writeFile(path, damaged);
    expect(await refusal(machine.install())).toBe(
      `${file} is damaged, or is not the official file: its sha256 is ${sha256(damaged)} and should be ${machine.recipe.wheel.sha256}. ` +
        'It was removed. Call again to fetch it anew; if that ends in the same way, the index or a proxy in between serves another file.',
    );
    expect(await installedRuntime('native')).toBeUndefined();
    await writeFile(path, machine.wheels.get(file)!);
    await machine.install();
    expect(await installedRuntime('native')).toBeDefined();
  });

  it('without the library is refused', async () => {
    const machine = await fakeMachine();
    const content = zip(TENSORFLOW_FILES.slice(1));
    await writeFile(join(machine.folder, 'index/tensorflow-cpu', file), content);
    const wheel = { ...machine.recipe.wheel, sha256: sha256(content) };
    expect(await refusal(machine.install({}, { ...machine.recipe, wheel }))).toBe(
      `${file} cannot be used: it does not hold tensorflow/libtensorflow_cc.so.2. It was removed; call again to fetch it anew.`,
    );
  });
});

describe('what fails', () => {
  it('is shown with its last lines, and where the others are', async () => {
    const machine = await fakeMachine();
    await machine.set('g++', 'fail');
    const lines = (await refusal(machine.install())).split('\n');
    const log = join(machine.data, 'runtimes/native-install.log');
    expect(lines[0]).toBe(
      `The addon could not be compiled: ${join(machine.folder, 'bin/g++')} has failed (exit code 1). Its last lines:`,
    );
    expect(lines.slice(-4)).toEqual([
      '  line 19 of g++',
      '  line 20 of g++',
      '  ERROR: g++ has no luck today',
      `All of them: ${log}`,
    ]);
    expect(await readFile(log, 'utf8')).toContain('line 1 of g++\n');
    expect(await installedRuntime('native')).toBeUndefined();
  });

  it('is done again by the next call, and only that', async () => {
    const machine = await fakeMachine();
    await machine.set('g++', 'fail');
    await refusal(machine.install());
    await machine.set('g++', undefined);
    await machine.install();
    expect((await machine.calls()).map((call) => call.split(' ')[0])).toEqual(['python3', 'npm', 'g++', 'g++', 'g++']);
    expect(await machine.runtimes()).toEqual(['native']);
  });

  it('may be npm', async () => {
    const machine = await fakeMachine();
    await machine.set('npm', 'fail');
    expect(await refusal(machine.install())).toContain('npm could not fetch the addon: ');
  });

  it.each([
    ['2.20.0', 'The runtime was built but does not work: it is TensorFlow 2.20.0, and 2.21.0 was expected.'],
    ['2.21.0\n0 0 0 0', 'The runtime was built but does not work: it computes 0,0,0,0 where 19,22,43,50 is right.'],
  ])('is the proof, if the library says %j', async (text, message) => {
    const machine = await fakeMachine();
    const content = zip([{ name: 'tensorflow/libtensorflow_cc.so.2', data: text }, ...TENSORFLOW_FILES.slice(1)]);
    await writeFile(join(machine.folder, 'index/tensorflow-cpu', machine.recipe.wheel.file), content);
    const wheel = { ...machine.recipe.wheel, sha256: sha256(content) };
    expect(await refusal(machine.install({}, { ...machine.recipe, wheel }))).toBe(message);
    expect(await installedRuntime('native')).toBeUndefined();
  });
});
