import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { InstalledRuntime } from '../../../schemas/types/installed-runtime.ts';
import { distFile } from '../../../trainer/dist-file.ts';
import { recipeFor } from '../../../trainer/runtime/install/recipe.ts';
import { type FakeMachine, fakeMachine } from '../runtime/install/fake-machine.ts';

const WHEEL = 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl';

const environment = ({ host, data }: FakeMachine) => ({ ...host.env, MULTITASK_DATA: data });

/** Runs the built `multitask runtime` on the machine, as a shell with a pipe would. */
function runtime(machine: FakeMachine, ...parameters: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [distFile('multitask.js'), 'runtime', ...parameters], {
    env: environment(machine),
    encoding: 'utf8',
  });
  return { status, stdout: stdout.replaceAll('\u00a0', ' '), stderr };
}

describe('multitask runtime install', () => {
  it('--dry-run says what would be done, how large it is and where it goes, and changes nothing', async () => {
    const machine = await fakeMachine();
    const { status, stdout, stderr } = runtime(machine, 'install', 'native', '--dry-run');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'native: TensorFlow 2.21.0 on the CPU, under TF.js 4.22.0',
      `  place     ${join(machine.data, 'runtimes/native')}`,
      `  downloads about 348.8 MB: 1 wheel by pip of ${join(machine.folder, 'bin/python3')}, and packages by npm`,
      `            ${WHEEL}  273.8 MB`,
      '            @tensorflow/tfjs-node 4.22.0  75.0 MB with all that it needs',
      expect.stringMatching(/^ {2}disk {6}about 1\.0 GB; 1\.3 GB while it installs, of .* that are free$/),
      `  steps     download, compare digests, unpack, compile the addon (${join(machine.folder, 'bin/g++')}), prove that it works,`,
      '            move it to its place',
      'Nothing was changed (--dry-run).',
      '',
    ]);
    expect(existsSync(machine.data)).toBe(false);
    expect(await machine.calls()).toEqual([]);
  });

  it('says for CUDA how much more that is', async () => {
    const { status, stdout } = runtime(await fakeMachine(), 'install', 'cuda', '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('downloads about 3.4 GB: 13 wheels by pip of ');
    expect(stdout).toContain('nvidia_cudnn_cu12-9.10.2.21-py3-none-manylinux_2_27_x86_64.whl  706.8 MB\n');
  });

  it('says what is missing before it downloads anything', async () => {
    const machine = await fakeMachine();
    await rm(join(machine.folder, 'bin/g++'));
    const { status, stderr } = runtime(machine, 'install', 'native');
    expect(status).toBe(1);
    expect(stderr).toBe(
      [
        'error  The runtime native cannot be installed yet; nothing was changed.',
        '  A C++ compiler is missing. Debian, Ubuntu: sudo apt install g++. Fedora: sudo dnf install gcc-c++.',
        '',
      ].join('\n'),
    );
    expect(existsSync(machine.data)).toBe(false);
    expect(await machine.calls()).toEqual([]);
  });

  it('refuses a wheel that is not the official one', async () => {
    const machine = await fakeMachine();
    const { status, stderr } = runtime(machine, 'install', 'native');
    expect(status).toBe(1);
    expect(stderr).toContain(`error  ${WHEEL} is damaged, or is not the official file: its sha256 is `);
    expect(stderr).toContain(`and should be ${recipeFor('native', 'linux', 'x64').wheel.sha256}. It was removed.`);
  });

  it('stops at Ctrl-C, says that it goes on from there, and exits with 130', async () => {
    const machine = await fakeMachine();
    await machine.set('python3', 'hold');
    const child = spawn(process.execPath, [distFile('multitask.js'), 'runtime', 'install', 'native'], {
      env: environment(machine),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    await vi.waitUntil(() => existsSync(join(machine.folder, 'python3.held')), { timeout: 60_000 });
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([130, null]);
    expect(stderr).toBe(
      `  downloading ${WHEEL}\nStopped. What is finished is kept; the same command goes on from there.\n`,
    );
  });

  it('knows one that is there', async () => {
    const machine = await fakeMachine();
    const folder = join(machine.data, 'runtimes/native');
    const { wheel, npm, tensorflow, platform } = recipeFor('native', process.platform, process.arch);
    const manifest: InstalledRuntime = {
      ...{ v: 1, kind: 'native', platform, tensorflow, tfjs: npm.tfjs, bytes: 1, installedAt: '' },
      wheels: [{ file: wheel.file, sha256: '0'.repeat(64), digestFrom: 'program' }],
    };
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'runtime.json'), JSON.stringify(manifest));
    expect(runtime(machine, 'install', 'native')).toEqual({
      status: 0,
      stdout: `The runtime native is installed already, in ${folder}.\n`,
      stderr: '',
    });
  });

  it('takes native or cuda', async () => {
    const { status, stderr } = runtime(await fakeMachine(), 'install', 'rocm');
    expect(status).toBe(1);
    expect(stderr).toContain('Allowed choices are native, cuda.');
  });
});

describe('multitask runtime remove', () => {
  it('removes what is there and says what is free again', async () => {
    const machine = await fakeMachine();
    await machine.install();
    const { status, stdout } = runtime(machine, 'remove');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Removed native: 20\d\.\d kB are free again\.\nThere is no runtime cuda\.\n$/);
    expect(await machine.runtimes()).toEqual([]);
  });

  it('says that there is none', async () => {
    expect(runtime(await fakeMachine(), 'remove', 'cuda')).toEqual({
      status: 0,
      stdout: 'There is no runtime cuda.\n',
      stderr: '',
    });
  });
});
