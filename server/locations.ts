import type { Location as LspLocation } from 'vscode-languageserver/node';
import type { Place } from '../core/language/places.ts';
import { rangeOf } from './diagnostics.ts';
import type { OpenConfig } from './open-config.ts';
import { uriOfPath } from './uris.ts';

/** A place as LSP says it; a file as a whole is its beginning. */
export function lspLocation(place: Place, config: OpenConfig): LspLocation {
  if ('span' in place) return { uri: config.uri, range: config.rangeOf(place.span) };
  const { location } = place;
  const beginning = { line: 0, character: 0 };
  const range = location.range ? rangeOf(location) : { start: beginning, end: beginning };
  return { uri: uriOfPath(location.file), range };
}
