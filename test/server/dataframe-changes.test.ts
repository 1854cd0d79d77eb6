import { execFileSync } from 'node:child_process';
import { appendFile, chmod, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileChangeType } from 'vscode-languageserver/node';
import { CONFIG, ROWS, soundProject } from '../core/project-folder.ts';
import { LanguageClient } from './language-client.ts';

const capabilities = { textDocument: { diagnostic: {} } };
/** Windows has no such files, and root may read everything. */
const POSIX = process.platform !== 'win32';
const note = POSIX ? '' : ' (not checked: no such file on Windows)';
const READS_ALL = process.getuid?.() === 0;

type Change = readonly [what: string, change: (csv: string) => unknown, codes: readonly string[]];

const instead = (put: (csv: string) => unknown) => async (csv: string) => {
  await rm(csv);
  await put(csv);
};

const CHANGES: readonly Change[] = [
  ['is changed', (csv) => writeFile(csv, ROWS.replace('striped', 'lattice')), ['unknown-label']],
  ['is cut off', (csv) => truncate(csv, 0), ['empty-dataframe']],
  ['is deleted', (csv) => rm(csv), ['missing-dataframe']],
  ['is replaced by one move', replaced, ['unknown-label']],
  ['becomes a folder', instead(mkdir), ['unreadable-dataframe']],
];

const POSIX_CHANGES: readonly Change[] = [
  ['becomes a pipe', instead((csv) => execFileSync('mkfifo', [csv])), ['unreadable-dataframe']],
  ['becomes a device without end', instead((csv) => symlink('/dev/zero', csv)), ['unreadable-dataframe']],
  ['becomes a link to itself', instead((csv) => symlink(csv, csv)), ['unreadable-dataframe']],
  ['may not be read any more', (csv) => chmod(csv, 0), READS_ALL ? [] : ['unreadable-dataframe']],
];

async function replaced(csv: string): Promise<void> {
  await writeFile(`${csv}.new`, ROWS.replaceAll('long', 'lang'));
  await rename(`${csv}.new`, csv);
}

/** The codes that the editor shows on the config and on the dataframe. */
async function shownCodes(client: LanguageClient, file: string): Promise<unknown[]> {
  const own = await client.pull(file);
  const elsewhere = [...client.shown().values()].flatMap(({ diagnostics }) => diagnostics);
  return [...own, ...elsewhere].map(({ code }) => code);
}

describe('a dataframe that changes while its config is open', () => {
  it.each([...CHANGES, ...(POSIX ? POSIX_CHANGES : [])])(
    `%s, and is put right again${note}`,
    async (_, change, codes) => {
      const root = await soundProject();
      const [file, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
      const client = await LanguageClient.start(root, 'stdio', { capabilities });
      await client.openSilently(file, CONFIG);
      expect(await shownCodes(client, file)).toEqual([]);
      // While it is being looked at, too.
      const before = client.pull(file);
      await change(csv);
      await before;
      await client.changedOnDisk(csv);
      expect(await shownCodes(client, file)).toEqual(expect.arrayContaining([...codes]));
      expect((await shownCodes(client, file)).length > 0).toBe(codes.length > 0);
      await rm(csv, { recursive: true, force: true });
      await writeFile(csv, ROWS);
      await client.changedOnDisk(csv);
      expect(await shownCodes(client, file)).toEqual([]);
      expect(await client.shutdown()).toBe(0);
    },
  );

  it('grows while it is read', async () => {
    const root = await soundProject();
    const [file, csv] = [join(root, 'config.yml'), join(root, 'data/rows.csv')];
    const rows = ROWS.slice(ROWS.indexOf('\n') + 1);
    await appendFile(csv, rows.repeat(500));
    const client = await LanguageClient.start(root, 'stdio', { capabilities });
    await client.openSilently(file, CONFIG);
    const answers = [];
    for (let times = 0; times < 20; times++) {
      answers.push(client.pull(file));
      await appendFile(csv, times % 2 === 0 ? 'img/0.jpg,lo' : `ng,solid\n${rows}`);
      await client.changedOnDisk(csv);
    }
    await appendFile(csv, 'img/0.jpg,lattice,solid\n');
    await client.changedOnDisk(csv);
    await Promise.all(answers);
    const [unknown] = (await client.pull(file)).filter(({ code }) => code === 'unknown-label');
    expect(unknown?.message).toContain('`lattice` (1)');
    expect(unknown?.message).toContain('of 4\u00a0099 rows');
    expect(await client.shutdown()).toBe(0);
  });

  it('loses an image, which comes back', async () => {
    const root = await soundProject();
    const [file, image] = [join(root, 'config.yml'), join(root, 'data/img/3.jpg')];
    const client = await LanguageClient.start(root, 'stdio', { capabilities });
    await client.openSilently(file, CONFIG);
    expect(await shownCodes(client, file)).toEqual([]);
    await rename(image, `${image}.away`);
    await client.changedOnDisk(image, FileChangeType.Deleted);
    expect(await shownCodes(client, file)).toEqual(['bad-image']);
    await rename(`${image}.away`, image);
    await client.changedOnDisk(image, FileChangeType.Created);
    expect(await shownCodes(client, file)).toEqual([]);
  });
});
