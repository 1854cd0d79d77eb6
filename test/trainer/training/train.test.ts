import { existsSync } from 'node:fs';
import { rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadModel } from '../../../trainer/model-file/load-model.ts';
import { openRuntime } from '../../../trainer/runtime/ladder.ts';
import { earlyStopping, initialEarlyStopping } from '../../../trainer/training/callbacks/early-stopping.ts';
import { expectEvents, expectReport } from './contracts.ts';
import { ofType, type TestRun, trainHere } from './in-process.ts';
import { makeProject, readText, removeProject, writeConfig } from './project.ts';

let opened: Awaited<ReturnType<typeof openRuntime>>;
const roots: string[] = [];

async function project(...options: Parameters<typeof makeProject>): Promise<string> {
  const root = await makeProject(...options);
  roots.push(root);
  return root;
}

beforeAll(async () => {
  opened = await openRuntime();
});

afterAll(async () => {
  await Promise.all(roots.map(removeProject));
  await opened.runtime.dispose();
});

describe('a run', () => {
  let root: string;
  let first: TestRun;
  const tensors: number[] = [];

  beforeAll(async () => {
    root = await project({ images: 30, testFrom: 24 });
    first = await trainHere(root, {
      opened,
      onEvent: (event) => {
        if (event.type === 'checkpoint-saved') tensors.push(tf.memory().numTensors);
      },
    });
  });

  it('tells everything in events that the contract knows, and keeps them', async () => {
    expectEvents(first.events);
    expect(first.events[0]).toMatchObject({ type: 'run-started', firstEpoch: 0, rows: 30, frozen: false });
    expect(first.events.at(-1)).toMatchObject({ type: 'run-ended', status: 'finished', epochs: 3 });
    const kept = (await readText(first.run.events)).trimEnd().split('\n');
    expect(kept).toEqual(first.events.map((event) => JSON.stringify(event)));
    const steps = ofType(first.events, 'step').filter(({ step, steps: all }) => step === all);
    expect(steps.map(({ epoch }) => epoch)).toEqual([0, 1, 2]);
  });

  it('keeps no tensor from epoch to epoch, and none at the end', async () => {
    expect(new Set(tensors).size).toBe(1);
    const before = tf.memory().numTensors;
    await trainHere(root, { opened });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('writes the history twice, one row an epoch', async () => {
    const history = await readText(first.run.history);
    expect(await readText(root, 'out/history.csv')).toBe(history);
    const rows = history.trimEnd().split('\r\n');
    expect(rows).toHaveLength(4);
    expect(rows[0]).toBe(
      'epoch,bright_clf_accuracy,bright_clf_loss,colour_clf_accuracy,colour_clf_loss,loss,lr,' +
        'val_bright_clf_accuracy,val_bright_clf_loss,val_colour_clf_accuracy,val_colour_clf_loss,val_loss',
    );
    const ended = ofType(first.events, 'epoch-ended');
    expect(rows.slice(1).map((row) => Number(row.split(',').at(-1)))).toEqual(
      ended.map(({ validation }) => validation.loss),
    );
  });

  it('comes to the same history from the same seed, to another from another', async () => {
    const again = await trainHere(root, { opened });
    expect(await readText(again.run.history)).toBe(await readText(first.run.history));
    const other = await trainHere(root, {
      opened,
      change: (same) => ({ ...same, config: { ...same.config, model: { ...same.config.model, random_seed: 8 } } }),
    });
    expect(await readText(other.run.history)).not.toBe(await readText(first.run.history));
  });

  it('reports what the best weights reach on validation and test rows', async () => {
    const report = first.report!;
    expectReport(report);
    expect(JSON.parse(await readText(first.run.report))).toEqual(report);
    const best = ofType(first.events, 'epoch-ended').find(({ epoch }) => epoch === report.bestEpoch)!;
    for (const [task, { validation, test }] of Object.entries(report.tasks)) {
      expect(validation.accuracy).toBeCloseTo(best.validation.tasks[task]!.accuracy!, 6);
      expect(test!.rows).toBeGreaterThan(0);
    }
    expect(report.images).toEqual({ train: expect.any(Number), validation: expect.any(Number), test: 6 });
  });

  it('saves a model that loads and knows its tasks', async () => {
    const { weights, metadata } = await loadModel(first.report!.modelPath!);
    expect(metadata.tasks).toEqual([
      { task: 'colour', labels: ['red', 'green', 'blue'] },
      { task: 'bright', labels: ['yes', 'no'] },
    ]);
    tf.dispose([...weights.values()]);
  });
});

describe('a frozen backbone', () => {
  it('computes features of each variant once, and learns on them', async () => {
    const root = await project({ images: 30, testFrom: 24, model: { freeze_convolutional_layers: true, epochs: 5 } });
    const { events, report } = await trainHere(root, { opened });
    expectEvents(events);
    expectReport(report);
    const whole = ofType(events, 'phase').filter(({ phase, done, total }) => phase === 'features' && done === total);
    const train = ofType(events, 'run-started')[0]!.images.train;
    const counts = whole.map(({ total }) => total);
    expect(counts.filter((n) => n === train)).toHaveLength(2);
    expect(counts).toHaveLength(4);
    const { weights } = await loadModel(report!.modelPath!);
    expect(weights.size).toBeGreaterThan(50);
    tf.dispose([...weights.values()]);
  });
});

describe('a dataframe in Parquet', () => {
  it('trains as the same one in CSV does', async () => {
    const root = await project();
    const fromCsv = await trainHere(root, { opened });
    const [names = [], ...rows] = (await readText(root, 'data.csv'))
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const columnData = names.map((name, column) => ({ name, data: rows.map((cells) => cells[column] || null) }));
    await writeFile(join(root, 'data.parquet'), new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 7 })));
    const config = await readText(root, 'config.yml');
    await writeFile(join(root, 'config.yml'), config.replace('data.csv', 'data.parquet'));
    const fromParquet = await trainHere(root, { opened });
    expect(await readText(fromParquet.run.history)).toBe(await readText(fromCsv.run.history));
  });
});

describe('a stop', () => {
  it('finishes the step, saves the best weights, and leaves a run that goes on to the same history', async () => {
    const root = await project({ model: { epochs: 4 } });
    const whole = await trainHere(root, { opened });
    const stopped = await trainHere(root, {
      opened,
      onEvent: (event, stop) => {
        if (event.type === 'step' && event.epoch === 2) stop();
      },
    });
    expectEvents(stopped.events);
    expectReport(stopped.report);
    expect(stopped.report).toMatchObject({ status: 'stopped', epochs: 2 });
    expect(stopped.report!.reason).toContain('Stopped as asked in epoch 3; best weights, of epoch ');
    expect(existsSync(join(root, 'out/model'))).toBe(true);
    const resumed = await trainHere(root, { opened, run: stopped.run });
    expect(resumed.events[0]).toMatchObject({ type: 'run-started', firstEpoch: 2 });
    expect(await readText(resumed.run.history)).toBe(await readText(whole.run.history));
    expect(await readText(root, 'out/history.csv')).toBe(await readText(whole.run.history));
    expect(resumed.report!.tasks).toEqual(whole.report!.tasks);
  });

  it('in the first epoch saves the weights there are, and says so', async () => {
    const root = await project({ images: 40 });
    const { events, report } = await trainHere(root, {
      opened,
      onEvent: (event, stop) => {
        if (event.type === 'step') stop();
      },
    });
    expectEvents(events);
    expectReport(report);
    expect(report).toMatchObject({ status: 'stopped', epochs: 0 });
    expect(report!.reason).toMatch(
      /in the first epoch, after 1 of 4 steps; these unfinished weights were saved to out\/model\./,
    );
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', bestEpoch: null, epochs: 0 });
  });

  it('before the first step saves nothing', async () => {
    const root = await project();
    const { events, report } = await trainHere(root, {
      opened,
      onEvent: (event, stop) => {
        if (event.type === 'phase') stop();
      },
    });
    expect(report).toBeUndefined();
    expectEvents(events);
    expect(events.at(-1)).toMatchObject({ status: 'stopped', epochs: 0 });
    expect(existsSync(join(root, 'out/model'))).toBe(false);
  });
});

describe('callbacks in a run', () => {
  it('drop the learning rate and stop early as they would on the losses that were told', async () => {
    const model = {
      learning_rate: 2,
      epochs: 30,
      early_stopping_patience: 3,
      lr_reducer_patience: 1,
      lr_reducer_factor: 0.5,
    };
    const root = await project({ model });
    const { events, report } = await trainHere(root, { opened });
    expectEvents(events);
    const ended = ofType(events, 'epoch-ended');
    let state = initialEarlyStopping;
    const stops = ended.map(({ epoch, validation }) => {
      const decision = earlyStopping(state, epoch, validation.loss, 3);
      state = decision.state;
      return decision.stop;
    });
    expect(stops.indexOf(true)).toBe(ended.length - 1);
    expect(ended.length).toBeLessThan(30);
    expect(report!.reason).toContain(
      `Stopped early at epoch ${ended.length}: the validation loss has not improved for 3 epochs; best weights, of epoch ${state.bestEpoch! + 1}`,
    );
    expect(report!.bestEpoch).toBe(state.bestEpoch);
    const drops = ofType(events, 'learning-rate-reduced');
    expect(drops.length).toBeGreaterThan(0);
    for (const { epoch, from, to } of drops) {
      expect(to).toBe(Math.fround(from * 0.5));
      expect(ended[epoch]!.learningRate).toBe(from);
      if (epoch + 1 < ended.length) expect(ended[epoch + 1]!.learningRate).toBe(to);
    }
  });
});

describe('images that cannot be read', () => {
  it('are named once each, left out, and listed in the report', async () => {
    const root = await project({ images: 30 });
    await truncate(join(root, 'images/4.png'), 300);
    await rm(join(root, 'images/5.png'));
    const { events, report } = await trainHere(root, { opened });
    expectEvents(events);
    const bad = ofType(events, 'bad-image').map(({ row, path, reason }) => ({ row, path, reason }));
    expect(bad.map(({ row }) => row).sort()).toEqual([5, 6]);
    expect(bad.find(({ row }) => row === 6)).toEqual({
      row: 6,
      path: 'images/5.png',
      reason: 'the file does not exist',
    });
    expect(report!.badImages).toEqual(bad.sort((a, b) => a.row - b.row));
    const { train, validation } = report!.images;
    expect(train + validation).toBe(28);
  });

  it('end the run before it trains if the config says fail', async () => {
    const root = await project({ model: { on_bad_image: 'fail' } });
    await rm(join(root, 'images/5.png'));
    await expect(trainHere(root, { opened })).rejects.toThrow(
      '1 image cannot be read, the first in row 6: images/5.png: the file does not exist.',
    );
  });
});

describe('a run that diverges', () => {
  it('stops, names task and step, and keeps the last good checkpoint', async () => {
    const root = await project({ images: 40, model: { epochs: 1 } });
    const { run } = await trainHere(root, { opened });
    const manifest = await readText(run.checkpoint, 'manifest.json');
    await writeConfig(root, { epochs: 3 });
    // As if the first epoch had been harmless and the second took steps without measure.
    const wild = JSON.parse(manifest) as { progress: { reduceLROnPlateau: { learningRate: number } } };
    wild.progress.reduceLROnPlateau.learningRate = 3e38;
    await writeFile(join(run.checkpoint, 'manifest.json'), JSON.stringify(wild));
    const events: TestRun['events'] = [];
    const failing = trainHere(root, { opened, run, onEvent: (event) => events.push(event) });
    await expect(failing).rejects.toThrow(
      /^The loss of task (colour|bright) became (NaN|infinite) in step [234] of epoch 2\. .*try learning_rate: .* The checkpoint of epoch 1 is kept in /,
    );
    expectEvents(events);
    expect(events.at(-1)).toMatchObject({ type: 'run-ended', status: 'failed', epochs: 1 });
    expect(await readText(run.checkpoint, 'manifest.json')).toBe(JSON.stringify(wild));
    expect(JSON.parse(await readText(run.run))).toMatchObject({ status: 'failed' });
  });
});
