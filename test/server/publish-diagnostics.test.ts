import { describe, expect, it } from 'vitest';
import type { PublishDiagnosticsParams } from 'vscode-languageserver/node';
import type { Finding } from '../../schemas/types/finding.ts';
import { DiagnosticsPublisher } from '../../server/publish-diagnostics.ts';
import { pathOfUri } from '../../server/uris.ts';
import { WorkspaceRoots } from '../../server/workspace-roots.ts';

const ragged = (message: string): Finding => ({
  code: 'ragged-row',
  severity: 'error',
  message,
  location: { file: '/p/a.csv', range: { start: { line: 2, column: 1 }, end: { line: 2, column: 4 } }, row: 1 },
});

describe('DiagnosticsPublisher', () => {
  it('shows the findings of two configs on the dataframe that they share, each once', () => {
    const sent: PublishDiagnosticsParams[] = [];
    const publisher = new DiagnosticsPublisher((params) => sent.push(params));
    const publish = (name: string, findings: Finding[]) =>
      publisher.publish({ uri: `file:///p/${name}`, version: 1, configFile: `/p/${name}`, findings });
    const onDataframe = () =>
      sent.findLast(({ uri }) => uri === 'file:///p/a.csv')?.diagnostics.map(({ message }) => message);
    publish('one.yml', [ragged('both')]);
    publish('two.yml', [ragged('both'), ragged('two')]);
    expect(onDataframe()).toEqual(['both', 'two']);
    publish('two.yml', []);
    expect(onDataframe()).toEqual(['both']);
    publisher.clear('file:///p/one.yml');
    expect(onDataframe()).toEqual([]);
  });
});

describe('WorkspaceRoots', () => {
  it('takes the innermost folder that holds the file, else the file’s own', () => {
    const roots = new WorkspaceRoots();
    const folder = (path: string) => ({ uri: `file://${path}`, name: path });
    roots.change({ added: [folder('/a'), folder('/a/b')], removed: [] });
    expect(roots.rootOf('/a/b/c/config.yml')).toBe('/a/b');
    expect(roots.rootOf('/a/bc/config.yml')).toBe('/a');
    expect(roots.rootOf('/z/config.yml')).toBe('/z');
    roots.change({ added: [], removed: [folder('/a/b')] });
    expect(roots.rootOf('/a/b/c/config.yml')).toBe('/a');
  });

  it('takes the one folder of an editor that knows no several', () => {
    const roots = new WorkspaceRoots();
    roots.initialize({ processId: null, capabilities: {}, rootUri: 'file:///a' });
    expect(roots.rootOf('/a/b/config.yml')).toBe('/a');
    const none = new WorkspaceRoots();
    none.initialize({ processId: null, capabilities: {}, rootUri: null });
    expect(none.rootOf('/a/b/config.yml')).toBe('/a/b');
  });
});

describe('pathOfUri', () => {
  it('reads file URIs as editors write them, and no others', () => {
    expect(pathOfUri('file:///a%20b/c%2B.yml')).toBe('/a b/c+.yml');
    expect(pathOfUri('untitled:Untitled-1')).toBeUndefined();
    expect(pathOfUri('file:///a%2Fb')).toBeUndefined();
  });
});
