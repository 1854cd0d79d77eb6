/** How a model was trained, as far as going on in Keras needs it. */
export interface TrainingSettings {
  readonly learningRate: number;
  /** By task, in the order of the network's outputs. */
  readonly lossWeights: readonly number[];
}

/** What `model.compile` of Keras is to be called with: each head by itself, with the loss and the metric of a classifier, and Adam. */
export function trainingConfig(outputs: readonly string[], { learningRate, lossWeights }: TrainingSettings): object {
  const perOutput = <T>(value: (i: number) => T) => Object.fromEntries(outputs.map((output, i) => [output, value(i)]));
  return {
    loss: perOutput(() => 'categorical_crossentropy'),
    metrics: perOutput(() => ['accuracy']),
    weighted_metrics: null,
    loss_weights: perOutput((i) => lossWeights[i] ?? 1),
    optimizer_config: {
      class_name: 'Adam',
      config: { name: 'Adam', learning_rate: learningRate, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, amsgrad: false },
    },
  };
}

/** Keras' own, for a model whose training is not known. */
export function defaultTraining(outputs: readonly string[]): TrainingSettings {
  return { learningRate: 0.001, lossWeights: outputs.map(() => 1) };
}
