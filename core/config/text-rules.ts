import type { Config } from '../../schemas/types/config.ts';
import type { Finding } from '../../schemas/types/finding.ts';
import { quote } from '../findings/words.ts';
import { pathEscapes } from '../yaml/path-escapes.ts';
import type { ConfigPath } from '../yaml/positions.ts';
import type { ConfigSource } from '../yaml/schema-findings.ts';

const PATHS: readonly ConfigPath[] = [
  ['paths', 'model_dataframe'],
  ['paths', 'model_path'],
  ['paths', 'training_history_path'],
  ['model', 'weights'],
];

/** What the schema cannot say of the config's texts: paths with control characters, and tasks whose order would be lost. */
export function textFindings(config: Config, source: ConfigSource): Finding[] {
  return [...pathEscapes(config, PATHS, source), ...taskNameFindings(config, source)];
}

/** JavaScript and JSON sort keys that are whole numbers before all others, so the order of the heads would not be the config's. */
function taskNameFindings(config: Config, source: ConfigSource): Finding[] {
  return Object.keys(config.model.target_encoder)
    .filter((task) => /^(0|[1-9]\d*)$/.test(task))
    .map((task) => ({
      code: 'task-name',
      severity: 'error',
      message: `The task ${quote(task)} is called by a number alone, which would change the order of the heads. Give the task and its dataframe column a name with a letter, such as ${quote(`task_${task}`)}.`,
      location: source.locate(['model', 'target_encoder', task], 'key'),
      suggestion: `task_${task}`,
    }));
}
