import type { Finding } from '../../schemas/types/finding.ts';
import { meant, rewrite } from '../findings/fixes.ts';
import { quote } from '../findings/words.ts';
import { aboutUnknownCode, CODES, mayBeLowered } from './codes.ts';
import { type Directive, directivesOf, type NamedCode } from './directives.ts';

/** How grave a person wants each diagnostic to be, by its code; off: not shown. */
export type Severities = Readonly<Record<string, Finding['severity'] | 'off'>>;

interface CommentedConfig {
  readonly file: string;
  readonly text: string;
}

/**
 * The findings of a check as a person wants them: each with its severity of the settings, without those that settings or comments in the config
 * silence, and with one for every comment that cannot do what it says. An error that training cannot do without stays one, whatever is asked; any
 * finding may be made graver.
 *
 * @param config Where comments may stand. Only of a config that can be read: until then every finding is about reading it.
 */
export function applySeverities(
  findings: readonly Finding[],
  config: CommentedConfig,
  severities: Severities = {},
): Finding[] {
  const directives = directivesOf(config.text);
  const all = [...findings, ...directives.flatMap((directive) => aboutDirective(directive, config, findings))];
  return all.flatMap((finding) => {
    const silenced = directives.some((directive) => covers(directive, finding, config));
    const wanted = silenced ? 'off' : own(severities, finding.code);
    if (wanted === undefined || (isFatal(finding) && wanted !== 'error')) return [finding];
    return wanted === 'off' ? [] : [{ ...finding, severity: wanted }];
  });
}

const own = (severities: Severities, code: string) => (Object.hasOwn(severities, code) ? severities[code] : undefined);

const isFatal = ({ severity, code }: Finding): boolean => severity === 'error' && !mayBeLowered(code);

function covers({ line, codes }: Directive, { code, location }: Finding, { file }: CommentedConfig): boolean {
  if (!codes.some((named) => named.code === code)) return false;
  if (line === undefined) return true;
  return location.file === file && location.range?.start.line === line;
}

/** What is wrong with a comment itself. */
function aboutDirective(directive: Directive, config: CommentedConfig, findings: readonly Finding[]): Finding[] {
  const { file } = config;
  if (directive.codes.length === 0) {
    const message =
      'This comment names no diagnostic, so it silences none. Write the code that stands behind a message, such as `# multitask-disable-line unused-label`.';
    return [{ code: 'unknown-code', severity: 'info', message, location: { file, range: directive.range } }];
  }
  return directive.codes.flatMap((named) =>
    CODES.includes(named.code) ? aboutKnown(named, directive, { config, findings }) : [unknownCode(named, file)],
  );
}

function unknownCode({ code, range }: NamedCode, file: string): Finding {
  const { message, suggestion } = aboutUnknownCode(code);
  return {
    code: 'unknown-code',
    severity: 'info',
    message,
    location: { file, range },
    ...meant(suggestion, (known) => rewrite(range, known, `Write ${quote(known)}`)),
  };
}

function aboutKnown(
  { code, range }: NamedCode,
  directive: Directive,
  { config, findings }: { config: CommentedConfig; findings: readonly Finding[] },
): Finding[] {
  const only: Directive = { ...directive, codes: [{ code, range }] };
  if (!findings.some((finding) => isFatal(finding) && covers(only, finding, config))) return [];
  const message = `${quote(code)} is an error here that nothing can be trained with, so it is not silenced. Mend it, then this comment can go.`;
  return [{ code: 'cannot-silence', severity: 'info', message, location: { file: config.file, range } }];
}
