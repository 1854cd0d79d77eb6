import { describe, expect, it } from 'vitest';
import { pythonFloat } from '../../../../core/python-float.ts';
import type { Metrics } from '../../../../schemas/types/run-event.ts';
import { epochOfRow, historyHeader, historyRow } from '../../../../trainer/training/callbacks/csv-logger.ts';
import { recorded, recordedNumber } from '../recorded.ts';

type Logs = Record<string, number | string>;

function metrics(tasks: string[], logs: Logs, prefix: string): Metrics {
  const value = (name: string) => recordedNumber(logs[prefix + name]!);
  return {
    loss: value('loss'),
    tasks: Object.fromEntries(
      tasks.map((task) => {
        const head = tasks.length > 1 ? `${task}_clf_` : '';
        return [task, { loss: value(`${head}loss`), accuracy: value(`${head}accuracy`) }];
      }),
    ),
  };
}

describe('history rows', () => {
  const cases = recorded<Record<string, { tasks: string[]; epochs: Logs[]; csv: string }>>('csv-logger.json');

  it.each(Object.entries(cases))('are the bytes that Keras writes: %s', (_, { tasks, epochs, csv }) => {
    const rows = epochs.map((logs, epoch) =>
      historyRow(tasks, epoch, {
        train: metrics(tasks, logs, ''),
        validation: metrics(tasks, logs, 'val_'),
        learningRate: recordedNumber(logs.lr!),
      }),
    );
    expect(historyHeader(tasks) + rows.join('')).toBe(csv);
  });

  const fits = recorded<{ tasks: string[]; csv: string }[]>('history.json').map(
    (fit) => [fit.tasks.join(', '), fit] as const,
  );

  it.each(fits)(
    'of a whole fit are those of Keras 3 but for the name and so the place of lr: %s',
    (_, { tasks, csv }) => {
      const [names, ...rows] = csv
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
      expect(rows).toHaveLength(7);
      const named = names!.map((name) => (name === 'learning_rate' ? 'lr' : name));
      const columns = historyHeader(tasks).trimEnd().split(',');
      expect([...columns].sort()).toEqual([...named].sort());
      for (const [epoch, cells] of rows.entries()) {
        const logs = Object.fromEntries(named.map((name, i) => [name, Number(cells[i])]));
        const row = historyRow(tasks, epoch, {
          train: metrics(tasks, logs, ''),
          validation: metrics(tasks, logs, 'val_'),
          learningRate: logs.lr!,
        });
        expect(row).toBe(`${columns.map((name) => cells[named.indexOf(name)]).join(',')}\r\n`);
        // Keras keeps what it logs in float32, so Python prints up to 17 digits of it.
        for (const [name, value] of Object.entries(logs)) if (name !== 'epoch') expect(Math.fround(value)).toBe(value);
      }
    },
  );

  it('order the columns as TF 2 did', () => {
    expect(historyHeader(['print', 'sleeves'])).toBe(
      'epoch,loss,lr,print_clf_accuracy,print_clf_loss,sleeves_clf_accuracy,sleeves_clf_loss,' +
        'val_loss,val_print_clf_accuracy,val_print_clf_loss,val_sleeves_clf_accuracy,val_sleeves_clf_loss\r\n',
    );
  });

  it('say NA where nothing could be measured', () => {
    const none = { loss: null, accuracy: null };
    const row = historyRow(['a'], 4, {
      train: { loss: 1, tasks: { a: { loss: 1, accuracy: 0.5 } } },
      validation: { loss: null, tasks: { a: none } },
      learningRate: 0.5,
    });
    expect(row).toBe('4,0.5,1.0,0.5,NA,NA\r\n');
  });

  it.each([
    ['12,0.5,1.0\r\n', 12],
    ['12,0.5,1.0', undefined],
    ['12,0.5,1.0\r', undefined],
    ['epoch,loss\r\n', undefined],
    ['', undefined],
  ])('tell their epoch only when they are complete: %j', (line, epoch) => {
    expect(epochOfRow(line)).toBe(epoch);
  });
});

describe('pythonFloat', () => {
  it('prints what Python prints', () => {
    const cases = recorded<{ value: number; text: string }[]>('python-float.json');
    expect(cases.map(({ value }) => pythonFloat(value))).toEqual(cases.map(({ text }) => text));
  });
});
