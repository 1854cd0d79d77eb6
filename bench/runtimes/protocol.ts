/** What a side and the bench say to each other: JSON objects, one a line, on the side's standard input and output. */

/** The side's first line: its network is built and has weights, and no step has been taken. */
export interface Built {
  readonly device: string;
  readonly version: string;
  /** As Keras counts. */
  readonly parameters: number;
}

/** Or else: this machine cannot take the side. */
export interface Unavailable {
  readonly unavailable: string;
}

/** Asks for a turn. */
export interface TurnRequest {
  readonly steps: number;
}

export interface Taken {
  /** Of all steps of the turn, until the last one's loss, or outputs, were read. */
  readonly milliseconds: number;
}

/** Or else: the turn ended in an error. */
export interface Failed {
  readonly failed: string;
}
