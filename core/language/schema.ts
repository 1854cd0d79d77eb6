import type { ValueSchema } from '../yaml/describe.ts';
import type { ConfigPath } from '../yaml/positions.ts';

/** What the features read of a JSON Schema. */
export interface KeySchema extends ValueSchema {
  readonly properties?: Readonly<Record<string, KeySchema>>;
  readonly additionalProperties?: boolean | KeySchema;
  readonly items?: KeySchema;
  readonly required?: readonly string[];
}

/** The schema of what stands at a path; undefined where nothing may. */
export function schemaAt(schema: KeySchema, path: ConfigPath): KeySchema | undefined {
  let inner: KeySchema | undefined = schema;
  for (const step of path) {
    if (!inner) return undefined;
    if (typeof step === 'number') inner = inner.items;
    else if (inner.properties && Object.hasOwn(inner.properties, step)) inner = inner.properties[step];
    else inner = typeof inner.additionalProperties === 'object' ? inner.additionalProperties : undefined;
  }
  return inner;
}

/** The key is one of the contract's own, rather than a name that a person chose, such as a task's. */
export function isNamedKey(schema: KeySchema, path: ConfigPath): boolean {
  const group = schemaAt(schema, path.slice(0, -1));
  return group?.properties !== undefined && Object.hasOwn(group.properties, String(path.at(-1)));
}
