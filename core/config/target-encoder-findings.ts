import type { ErrorObject } from 'ajv';
import type { Finding } from '../../schemas/types/finding.ts';
import { fixedBy, preferred, putInQuotes, removeEntries } from '../findings/fixes.ts';
import { firstFew, quote } from '../findings/words.ts';
import { count } from '../words.ts';
import { describeValue } from '../yaml/describe.ts';
import type { ConfigPath } from '../yaml/positions.ts';
import type { ConfigSource } from '../yaml/schema-findings.ts';

type Report = Omit<Finding, 'severity'>;

/** An error within model.target_encoder in the words of tasks and labels; undefined for errors elsewhere. */
export function targetEncoderFinding(error: ErrorObject, path: ConfigPath, source: ConfigSource): Report | undefined {
  if (path[0] !== 'model' || path[1] !== 'target_encoder') return undefined;
  if (path.length === 2) return encoderFinding(error, path, source);
  return path.length === 3 ? taskFinding(error, path, source) : labelFinding(error, path, source);
}

const EXAMPLE = '`sleeves: [long, short]`';

function encoderFinding(error: ErrorObject, path: ConfigPath, source: ConfigSource): Report {
  if (error.keyword === 'propertyNames') {
    const task = String(error.params.propertyName);
    return {
      code: 'task-name',
      message:
        task === ''
          ? `A task has an empty name. Give it the name of its dataframe column, such as ${EXAMPLE}.`
          : `A task cannot be called ${quote(task)}, a name that JavaScript keeps for itself. Rename the task and its dataframe column.`,
      location: source.locate([...path, task], 'key'),
    };
  }
  if (error.keyword === 'minProperties') {
    return {
      code: 'no-task',
      message: `\`target_encoder\` lists no task. Write one task a line with its labels, such as ${EXAMPLE}.`,
      location: source.locate(path, 'key'),
    };
  }
  return {
    code: 'wrong-type',
    message: `\`target_encoder\` is ${describeValue(error.data)}; write one task a line with its labels, such as ${EXAMPLE}.`,
    location: source.locate(path, 'value'),
  };
}

function taskFinding(error: ErrorObject, path: ConfigPath, source: ConfigSource): Report {
  const task = String(path[2]);
  const labels: unknown = error.data;
  if (error.keyword === 'uniqueItems') {
    return duplicateLabels(labels as unknown[], path, source);
  }
  if (error.keyword === 'minItems') {
    const [only] = labels as unknown[];
    return {
      code: 'one-label',
      message:
        only === undefined
          ? `The task ${quote(task)} lists no label. A task needs at least two labels to tell apart.`
          : `The task ${quote(task)} lists one label, ${quote(labelText(only))}. A task needs at least two labels to tell apart: add the others, or remove the task.`,
      location: source.locate(path, 'value'),
    };
  }
  return {
    code: 'wrong-type',
    message: `The task ${quote(task)} is ${describeValue(labels)}; write the list of its labels, such as ${EXAMPLE}.`,
    location: source.locate(path, 'value'),
  };
}

/** A label as text, whatever the config has in its place. */
function labelText(label: unknown): string {
  return typeof label === 'string' ? label : JSON.stringify(label);
}

/** Every label that is listed again; the finding stands at the first repetition. */
function duplicateLabels(labels: readonly unknown[], path: ConfigPath, source: ConfigSource): Report {
  const firstIndex = new Map<string, number>();
  const repeated = new Map<string, number>();
  const repetitions: number[] = [];
  for (const [index, label] of labels.map(labelText).entries()) {
    const first = firstIndex.get(label);
    if (first === undefined) {
      firstIndex.set(label, index);
    } else {
      repeated.set(label, first);
      repetitions.push(index);
    }
  }
  const names = [...repeated.keys()].map(quote);
  return {
    code: 'duplicate-label',
    message: `The task ${quote(String(path[2]))} lists ${firstFew(names)} more than once. Keep each label once: each is an output of its own.`,
    location: source.locate([...path, repetitions[0] ?? 0], 'value'),
    related: [...repeated].slice(0, 5).map(([label, first]) => ({
      message: `${quote(label)} is listed here first`,
      location: source.locate([...path, first], 'value'),
    })),
    ...fixedBy(
      preferred(
        removeEntries(
          repetitions.map((index) => [...path, index]),
          `the repeated ${firstFew(names)}`,
        ),
      ),
    ),
  };
}

/** A label that is no text, because YAML reads `true`, `3` or `1.50` as something else. */
function labelFinding(error: ErrorObject, path: ConfigPath, source: ConfigSource): Report {
  const task = quote(String(path[2]));
  const location = source.locate(path, 'value');
  const label: unknown = error.data;
  const written = source.sourceOf(path);
  if (typeof label === 'boolean' || typeof label === 'number' || (label === null && written)) {
    const kind = { boolean: 'a boolean', number: 'a number', object: 'an empty value' }[typeof label as 'boolean'];
    const suggestion = `"${written ?? String(label)}"`;
    return {
      code: 'label-not-text',
      message: `The label ${quote(written ?? String(label))} of the task ${task} is ${kind} to YAML, so it never equals a dataframe's text. Put it in quotes: ${suggestion}.`,
      location,
      suggestion,
      ...fixedBy(preferred(putInQuotes(path, written ?? String(label)))),
    };
  }
  const what = label === null || label === '' ? 'is empty' : `is ${describeValue(label)}, not a text`;
  return {
    code: 'label-not-text',
    message: `Label ${count(Number(path[3]) + 1)} of the task ${task} ${what}. Write the label as the dataframe does, or remove it.`,
    location,
    ...(label === null || label === '' ? fixedBy(removeEntries([path], 'the empty label')) : {}),
  };
}
