import { Ajv } from 'ajv';
import { expect } from 'vitest';
import reportSchema from '../../../schemas/report.schema.json' with { type: 'json' };
import eventSchema from '../../../schemas/run-event.schema.json' with { type: 'json' };
import type { RunEvent } from '../../../schemas/types/run-event.ts';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const isEvent = ajv.compile(eventSchema);
const isReport = ajv.compile(reportSchema);

/** Each event is one that the contract knows. */
export function expectEvents(events: readonly RunEvent[]): void {
  for (const event of events)
    expect(isEvent(event), `${JSON.stringify(event)}\n${ajv.errorsText(isEvent.errors)}`).toBe(true);
}

export function expectReport(report: unknown): void {
  expect(isReport(report), ajv.errorsText(isReport.errors)).toBe(true);
}
