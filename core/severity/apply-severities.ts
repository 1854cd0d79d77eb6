import type { Finding } from '../../schemas/types/finding.ts';
import { firstFindings } from '../findings/first-findings.ts';
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
  const about = firstFindings(aboutDirectives(directives, config, findings.filter(isFatal)));
  const silence = new Silence(directives, config);
  return [...findings, ...about].flatMap((finding) => {
    const wanted = silence.covers(finding) ? 'off' : own(severities, finding.code);
    if (wanted === undefined || (isFatal(finding) && wanted !== 'error')) return [finding];
    return wanted === 'off' ? [] : [{ ...finding, severity: wanted }];
  });
}

const own = (severities: Severities, code: string) => (Object.hasOwn(severities, code) ? severities[code] : undefined);

const isFatal = ({ severity, code }: Finding): boolean => severity === 'error' && !mayBeLowered(code);

/** What the comments of a config silence. */
class Silence {
  readonly #file: string;
  /** By line; those for the whole file are undefined's. */
  readonly #codes = new Map<number | undefined, Set<string>>();

  constructor(directives: readonly Directive[], { file }: CommentedConfig) {
    this.#file = file;
    for (const { line, codes } of directives) {
      const silenced = this.#codes.get(line) ?? new Set();
      for (const { code } of codes) silenced.add(code);
      this.#codes.set(line, silenced);
    }
  }

  covers({ code, location: { file, range } }: Finding): boolean {
    const silenced = (line: number | undefined) => this.#codes.get(line)?.has(code) === true;
    return silenced(undefined) || (file === this.#file && silenced(range?.start.line));
  }
}

/** What is wrong with the comments themselves. @param fatal Findings that no comment can silence. */
function* aboutDirectives(
  directives: readonly Directive[],
  config: CommentedConfig,
  fatal: readonly Finding[],
): Generator<Finding> {
  for (const directive of directives) {
    if (directive.codes.length === 0) yield namesNothing(directive, config);
    for (const named of directive.codes) {
      if (!CODES.includes(named.code)) yield unknownCode(named, config.file);
      else if (fatal.some((finding) => reaches(finding, named, directive, config))) yield cannotSilence(named, config);
    }
  }
}

/** Whether a comment with the code would silence the finding, could it be silenced. */
function reaches(
  { code, location }: Finding,
  named: NamedCode,
  { line }: Directive,
  { file }: CommentedConfig,
): boolean {
  if (code !== named.code) return false;
  return line === undefined || (location.file === file && location.range?.start.line === line);
}

function namesNothing({ range }: Directive, { file }: CommentedConfig): Finding {
  const message =
    'This comment names no diagnostic, so it silences none. Write the code that stands behind a message, such as `# multitask-disable-line unused-label`.';
  return { code: 'unknown-code', severity: 'info', message, location: { file, range } };
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

function cannotSilence({ code, range }: NamedCode, { file }: CommentedConfig): Finding {
  const message = `${quote(code)} is an error here that nothing can be trained with, so it is not silenced. Mend it, then this comment can go.`;
  return { code: 'cannot-silence', severity: 'info', message, location: { file, range } };
}
