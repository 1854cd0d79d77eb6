import type { Workgroups } from '../compute.ts';

// Pieces that shaders are put together from. Sizes that are divided by are constants, which the driver turns into products; others are
// left open where that spares the driver shaders that differ in nothing else.

/** Threads of a workgroup; every device has as many. */
export const THREADS = 256;

/** WebGPU promises as many workgroups a dimension. */
const MOST_GROUPS = 65_535;

/** A buffer of a shader: its name and what it holds, f32 if nothing else is said. */
export type Binding = string | readonly [name: string, type: string];

/** Declares buffers in the order in which Compute binds them. */
export function declare(inputs: readonly Binding[], outputs: readonly Binding[]): string {
  const line = (binding: Binding, index: number, access: string) => {
    const [name, type] = typeof binding === 'string' ? [binding, 'f32'] : binding;
    return `@group(0) @binding(${index}) var<storage, ${access}> ${name}: array<${type}>;`;
  };
  return [
    ...inputs.map((binding, i) => line(binding, i, 'read')),
    ...outputs.map((binding, i) => line(binding, inputs.length + i, 'read_write')),
  ].join('\n');
}

/** Declares the sizes that a shader leaves open, by their names; bound after all buffers. */
export function openSizes(buffers: number, names: readonly string[]): string {
  return `struct Sizes { ${names.map((name) => `${name}: u32`).join(', ')} }
@group(0) @binding(${buffers}) var<uniform> sizes: Sizes;`;
}

/** Declares whole numbers. */
export function constants(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `const ${name} = ${value}u;`)
    .join('\n');
}

/**
 * A shader whose threads each write one element `i` of the outputs.
 *
 * @param body statements; `return` leaves the element alone.
 */
export function elementwise(inputs: readonly Binding[], outputs: readonly Binding[], body: string): string {
  const [name] = outputs.map((binding) => (typeof binding === 'string' ? binding : binding[0]));
  return `${declare(inputs, outputs)}
@compute @workgroup_size(${THREADS})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let i = (group.y * groups.x + group.x) * ${THREADS}u + thread;
  if (i >= arrayLength(&${name})) { return; }
  ${body}
}`;
}

/** Workgroups that give each of so many elements a thread. */
export function groupsFor(elements: number): Workgroups {
  const groups = Math.ceil(elements / THREADS);
  return groups <= MOST_GROUPS ? [groups, 1, 1] : [MOST_GROUPS, Math.ceil(groups / MOST_GROUPS), 1];
}

/** Channels side by side in memory, four at a time where they come in fours. */
export interface Lanes {
  /** What a thread takes at once. */
  readonly type: 'f32' | 'vec4<f32>';
  /** How many of these the channels are. */
  readonly count: number;
  /** Channels in one. */
  readonly width: 1 | 4;
}

export function lanesOf(channels: number): Lanes {
  return channels % 4 === 0
    ? { type: 'vec4<f32>', count: channels / 4, width: 4 }
    : { type: 'f32', count: channels, width: 1 };
}
