import { isKerasLayerName, modelFormat } from '../config/model-format.ts';
import { quote } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** In a Keras file each task is a layer, so its name must be one that Keras takes; else the file could be written but never opened. */
export const kerasTaskName: Rule = {
  code: 'keras-task-name',
  severity: 'error',
  *check(project) {
    if (modelFormat(project.config.paths.model_path) !== 'keras-h5') return;
    for (const { task } of project.tasks) {
      if (isKerasLayerName(layerOf(task))) continue;
      const name = nearestName(task);
      yield {
        message: `Keras cannot open a model with a layer ${quote(layerOf(task))}: names may hold A–Z, a–z, digits and . _ - >, and begin with a letter, a digit or a dot. Rename the task${name === undefined ? '' : `, such as ${quote(name)},`} here and in the dataframe, or let \`model_path\` name a folder or a file ending in .json.`,
        location: at(project, ['model', 'target_encoder', task], 'key'),
      };
    }
  },
};

const layerOf = (task: string): string => `${task}_clf`;

/** The task's name with underlines for what Keras does not take; undefined where letters would be lost. */
function nearestName(task: string): string | undefined {
  const name = task.replace(/[^A-Za-z0-9_.>-]+/g, '_').replace(/^[_>-]+/, '');
  return /[^\x20-\x7e]/.test(task) || name === '' ? undefined : name;
}
