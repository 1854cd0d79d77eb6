import { isKerasLayerName } from '../config/model-format.ts';
import { counted } from '../words.ts';
import { BATCH_SIZE, type InitPlan, type TaskPlan } from './plan.ts';
import { yamlText } from './yaml-text.ts';

/** Labels with fewer rows are called rare. */
const FEW_ROWS = 20;

/** A config.yml that trains well without a GPU: short, with the counts of every label, and how to change what people change first. */
export function configText({ dataframe, imageColumn, tasks, splitColumn, batchSize }: InitPlan): string {
  return [
    '# Check it with  multitask check, train with  multitask train. Every key: schemas/config.schema.json.',
    '',
    'paths:',
    `  model_dataframe: ${yamlText(dataframe)} # one row per image`,
    modelPathLine(tasks),
    '  training_history_path: ./model/training_history.csv # one row per epoch',
    '',
    'model:',
    '  input_shape: [224, 224] # height and width; smaller is faster, larger sees finer detail',
    '',
    '  # The tasks, each with its labels and how many rows have them. Remove a task or a label that should not be learnt.',
    '  target_encoder:',
    ...tasks.flatMap(taskLines),
    `  paths: ${yamlText(imageColumn)} # the column with the image paths`,
    ...(splitColumn === undefined
      ? []
      : [
          '',
          '  # The dataframe says itself which rows train, validate and test.',
          '  split_method: column',
          `  split_column: ${yamlText(splitColumn)}`,
        ]),
    '',
    '  # A small network with weights from ImageNet, of which only the heads learn: minutes on a CPU. For more accuracy, and many times',
    '  # the time, write freeze_convolutional_layers: false with learning_rate: 0.0001, or backbone: xception.',
    '  backbone: mobilenet',
    '  freeze_convolutional_layers: true',
    '  learning_rate: 0.001',
    ...(batchSize === BATCH_SIZE ? [] : [`  batch_size: ${batchSize} # there are few training rows`]),
    '',
  ].join('\n');
}

/** A Keras file, unless Keras would refuse to open one with these tasks. */
function modelPathLine(tasks: readonly TaskPlan[]): string {
  return tasks.every(({ name }) => isKerasLayerName(name))
    ? '  model_path: ./model/model.h5 # where the trained network is saved, for Keras and for multitask'
    : '  model_path: ./model # the folder where the trained network is saved';
}

function taskLines({ name, labels, empty }: TaskPlan): string[] {
  const without = `${rowsInWords(empty)} ${empty === 1 ? 'has' : 'have'} no label; this task skips ${empty === 1 ? 'it' : 'them'}`;
  const missing = empty === 0 ? '' : ` # ${without}`;
  return [
    `    ${yamlText(name)}:${missing}`,
    ...labels.map(
      ({ label, rows }) =>
        `      - ${yamlText(label)} # ${rowsInWords(rows)}${rows < FEW_ROWS ? ', few to learn from' : ''}`,
    ),
  ];
}

/** With ordinary spaces: a config is edited. */
const rowsInWords = (rows: number) => counted(rows, 'row').replaceAll('\u00a0', ' ');
