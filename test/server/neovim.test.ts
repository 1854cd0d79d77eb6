import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CONFIG, soundProject } from '../core/project-folder.ts';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;
const notChecked = hasNeovim ? '' : ' (not checked: no nvim here)';
const multitask = fileURLToPath(new URL('../../dist/multitask.js', import.meta.url));
const docs = fileURLToPath(new URL('../../docs/editors.md', import.meta.url));

/** Waits for diagnostics, asks for a hover, writes both to a file, and ends. */
const DRIVER = `
vim.o.hidden = true
vim.api.nvim_create_autocmd('DiagnosticChanged', { callback = function()
  local found = vim.diagnostic.get(0)
  if #found == 0 then return end
  local params = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = 9, character = 5 } }
  vim.lsp.buf_request(0, 'textDocument/hover', params, function(_, result)
    local diagnostics = vim.tbl_map(function(d) return { d.source, d.code or d.user_data.lsp.code, d.lnum, d.col } end, found)
    vim.fn.writefile({ vim.fn.json_encode({ diagnostics = diagnostics, hover = result.contents.value }) }, 'said.json')
    vim.cmd('qall!')
  end)
end })
`;

/** The part of docs/editors.md for Neovims of any age, with the built program in place of the installed one. */
async function documentedSetup(): Promise<string> {
  const blocks = [...(await readFile(docs, 'utf8')).matchAll(/```lua\n([\s\S]*?)```/g)].map(([, lua]) => lua as string);
  const command = JSON.stringify([process.execPath, multitask]).slice(1, -1);
  return (blocks[1] as string).replace("'multitask', 'language-server'", `${command}, 'language-server'`);
}

describe('Neovim, an LSP client of another make', () => {
  it(`shows what the server finds, set up as docs/editors.md says${notChecked}`, async () => {
    const setup = await documentedSetup();
    expect(setup).toContain("'language-server', '--stdio'");
    if (!hasNeovim) return;
    const root = await soundProject({ 'config.yml': `${CONFIG}  epoch: 3\n`, 'init.lua': DRIVER + setup });
    const { status, stderr } = spawnSync('nvim', ['--headless', '-i', 'NONE', '-n', '-u', 'init.lua', 'config.yml'], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, XDG_STATE_HOME: root, XDG_CACHE_HOME: root },
    });
    expect([status, stderr]).toEqual([0, '']);
    const said = JSON.parse(await readFile(join(root, 'said.json'), 'utf8'));
    expect(said.diagnostics).toEqual([['multitask', 'unknown-key', 11, 2]]);
    expect(said.hover).toContain('a head with 2 outputs');
  });
});
