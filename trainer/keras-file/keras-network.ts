import { isNumber, isObject, Settings } from './settings.ts';

/** A network as model_config describes it, in whichever of Keras' ways. */
export interface KerasNetwork {
  readonly name: string;
  readonly trainable: boolean;
  readonly layers: readonly KerasLayer[];
  /** Names of layers. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface KerasLayer {
  readonly name: string;
  readonly kind: string;
  readonly settings: Settings;
  /** What it is called with; nothing for an input. */
  readonly operands: readonly Operand[];
  /** The network that this layer is. */
  readonly network: KerasNetwork | undefined;
}

/** The output of a layer, or a number. */
export type Operand = { readonly layer: string } | { readonly constant: number };

const MAX_DEPTH = 8;

/** Reads the attribute model_config of Keras 2 or 3. Throws an Error with the reason as a clause. */
export function parseKerasNetwork(modelConfig: string): KerasNetwork {
  return networkOf(parseJson(modelConfig), 'the model', 0);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error('its model_config is no JSON', { cause: error });
  }
}

const NETWORKS = ['Functional', 'Model'];

function networkOf(json: unknown, what: string, depth: number): KerasNetwork {
  const { class_name, config } = isObject(json) ? json : {};
  if (!NETWORKS.includes(class_name as string) || !isObject(config) || !Array.isArray(config.layers)) {
    throw new Error(`${what} is no functional model of Keras, but ${JSON.stringify(class_name ?? null)}`);
  }
  if (depth > MAX_DEPTH) throw new Error(`${what} is nested too deeply`);
  return {
    name: String(config.name),
    trainable: config.trainable !== false,
    layers: config.layers.map((layer: unknown) => layerOf(layer, depth)),
    inputs: referencesOf(config.input_layers),
    outputs: referencesOf(config.output_layers),
  };
}

function layerOf(json: unknown, depth: number): KerasLayer {
  const { class_name, config, name, inbound_nodes } = isObject(json) ? json : {};
  if (typeof class_name !== 'string' || typeof name !== 'string' || !Array.isArray(inbound_nodes)) {
    throw new Error('its network is not described as Keras does');
  }
  const settings = new Settings(name, class_name, config);
  return {
    name,
    kind: class_name,
    settings,
    operands: withConstants(operandsOf(name, inbound_nodes), settings.get('constants')),
    network: Array.isArray(settings.get('layers')) ? networkOf(json, `its layer ${name}`, depth + 1) : undefined,
  };
}

/** A layer may be called several times, but with the same operands. */
function operandsOf(layer: string, calls: readonly unknown[]): Operand[] {
  const [operands = [], ...others] = calls.map((call) => callOperands(layer, call));
  const text = JSON.stringify(operands);
  if (others.some((other) => JSON.stringify(other) !== text)) {
    throw new Error(`its layer ${layer} is used in several places, which cannot be computed here`);
  }
  return operands;
}

function callOperands(layer: string, call: unknown): Operand[] {
  if (isObject(call) && Array.isArray(call.args)) {
    refuseTraining(layer, call.kwargs);
    return keras3Operands(layer, call.args.flat());
  }
  if (Array.isArray(call)) return keras2Operands(layer, typeof call[0] === 'string' ? [call] : call);
  throw new Error(`its layer ${layer} is not joined to others as Keras does`);
}

/** Called so, normalization and dropout do when they predict what they otherwise do when they train. */
function refuseTraining(layer: string, keywords: unknown): void {
  if (!isObject(keywords) || keywords.training !== true) return;
  throw new Error(`its layer ${layer} is called with training=True even to predict, which cannot be computed here`);
}

/** Keras 3: { args: [tensor or number, …], kwargs }. */
function keras3Operands(layer: string, args: readonly unknown[]): Operand[] {
  return args.map((arg) => {
    if (isNumber(arg)) return { constant: arg };
    const { config } = isObject(arg) ? arg : {};
    const { keras_history: history, value } = isObject(config) ? config : {};
    if (isNumber(value)) return { constant: value };
    if (Array.isArray(history) && typeof history[0] === 'string') return { layer: history[0] };
    throw new Error(`its layer ${layer} is called with something that cannot be computed here`);
  });
}

/** What stands in the place of a layer's name where TF 2.4 and later is called with a number first. */
const CONSTANT = '_CONSTANT_VALUE';

/** Keras 2: [[layer, call, tensor, further arguments], …]; the second operand of TFOpLambda is its further argument y. */
function keras2Operands(layer: string, entries: readonly unknown[]): Operand[] {
  return entries.flatMap((entry) => {
    const [name, , value, further] = Array.isArray(entry) ? entry : [];
    refuseTraining(layer, further);
    const first = keras2Operand(layer, name === CONSTANT ? value : name);
    const y = isObject(further) ? further.y : undefined;
    return y === undefined ? [first] : [first, keras2Operand(layer, Array.isArray(y) ? y[0] : y)];
  });
}

function keras2Operand(layer: string, operand: unknown): Operand {
  if (isNumber(operand)) return { constant: operand };
  if (typeof operand === 'string') return { layer: operand };
  throw new Error(`its layer ${layer} is called with something that cannot be computed here`);
}

/** TensorFlowOpLayer keeps its numbers apart, by their place among the operands. */
function withConstants(operands: readonly Operand[], constants: unknown): Operand[] {
  const all = [...operands];
  for (const [place, constant] of Object.entries(isObject(constants) ? constants : {})) {
    if (isNumber(constant)) all.splice(Number(place), 0, { constant });
  }
  return all;
}

/** [[layer, call, tensor], …], or without the outer list where there is one. */
function referencesOf(json: unknown): string[] {
  const list = Array.isArray(json) ? (typeof json[0] === 'string' ? [json] : json) : [];
  return list.map((reference) => String(Array.isArray(reference) ? reference[0] : reference));
}
