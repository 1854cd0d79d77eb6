import type { Binding, OpAttribute } from './backend.ts';

/** Writes attributes of TensorFlow ops, as the addon takes them. */
export class Attributes {
  readonly #binding: Binding;

  constructor(binding: Binding) {
    this.#binding = binding;
  }

  /** The element type of an op's inputs. */
  float(name = 'T'): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value: this.#binding.TF_FLOAT };
  }

  /** The type of indices. */
  integers(name: string): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_TYPE, value: this.#binding.TF_INT32 };
  }

  integer(name: string, value: number): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_INT, value };
  }

  number(name: string, value: number): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_FLOAT, value };
  }

  boolean(name: string, value: boolean): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_BOOL, value };
  }

  string(name: string, value: string): OpAttribute {
    return { name, type: this.#binding.TF_ATTR_STRING, value };
  }
}
