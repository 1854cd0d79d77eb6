import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../../core/config/config-document.ts';
import { MINIMAL } from './configs.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'multitask-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: string | Buffer) {
  const file = join(folder, 'config.yml');
  await writeFile(file, content);
  return readConfig(file);
}

describe('readConfig', () => {
  it('reads UTF-8 and UTF-16, with or without a byte order mark', async () => {
    const utf16le = Buffer.from(`\uFEFF${MINIMAL}`, 'utf16le');
    for (const content of [MINIMAL, `\uFEFF${MINIMAL}`, utf16le, Buffer.from(utf16le).swap16()]) {
      expect(await read(content)).toMatchObject({ findings: [], text: MINIMAL, config: { model: { paths: 'image' } } });
    }
  });

  it('names the line whose bytes are not UTF-8', async () => {
    const { findings, config } = await read(Buffer.from(MINIMAL.replace('history', 'historié'), 'latin1'));
    expect(findings).toMatchObject([{ code: 'config-encoding', message: expect.stringContaining('line 4') }]);
    expect(config).toBeUndefined();
  });

  it('refuses binary files', async () => {
    const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d]);
    expect((await read(png)).findings).toMatchObject([{ code: 'config-binary' }]);
  });

  it('does not read a huge file', async () => {
    const file = join(folder, 'huge.yml');
    await writeFile(file, 'a');
    await truncate(file, 4 * 1024 ** 3);
    const started = performance.now();
    const { findings } = await readConfig(file);
    expect(findings).toMatchObject([
      { code: 'config-too-large', message: expect.stringContaining('4\u00a0194\u00a0304 KB') },
    ]);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('says that a file, or even its folder, is missing', async () => {
    const missing = await readConfig(join(folder, 'nowhere.yml'));
    expect(missing.findings).toMatchObject([
      { code: 'config-missing', location: { file: join(folder, 'nowhere.yml') } },
    ]);
    expect(missing.findings[0]?.message).toBe('There is no such file. Check the name of the config.');
    expect((await readConfig(join(folder, 'a', 'b.yml'))).findings[0]?.message).toContain('no folder');
    expect((await readConfig(join(folder, 'config.yml', 'b.yml'))).findings[0]?.code).toBe('config-missing');
    expect((await readConfig(`${folder}\0`)).findings[0]?.code).toBe('config-missing');
  });

  it('opens only ordinary files', async () => {
    expect((await readConfig(folder)).findings[0]?.message).toContain('This is a folder');
    expect((await readConfig('/dev/zero')).findings[0]?.code).toBe('config-missing');
  });
});
