// Time of one training step (forward, gradients, Adam) on the wasm runtime, against TF.js alone on its own wasm backend; each in a
// process of its own, taking turns.
import { fileURLToPath } from 'node:url';
import { NETWORKS } from './steps/network.ts';
import { StepProcess, serveSteps, type Variant } from './steps/step-process.ts';

const ROUNDS = 5;

async function compare(): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const stock = await StepProcess.start(script, 'stock');
  const ours = await StepProcess.start(script, 'ours');
  for (const [network, { name }] of NETWORKS.entries()) {
    // Code is compiled in stages while it first runs.
    await ours.run({ network, steps: 10 });
    await stock.run({ network, steps: 1 });
    const times: Record<Variant, number[]> = { ours: [], stock: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.stock.push(...(await stock.run({ network, steps: 1 })));
      times.ours.push(...(await ours.run({ network, steps: 5 })));
    }
    const [theirs, own] = [median(times.stock), median(times.ours)];
    const ratio = (theirs / own).toFixed(1);
    console.log(`${name}: TF.js alone ${theirs.toFixed(0)} ms, ours ${own.toFixed(1)} ms, ${ratio} × faster`);
  }
  console.log(`Medians of ${ROUNDS} rounds. TF.js alone: ${stock.device}. Ours: ${ours.device}.`);
  await Promise.all([stock.end(), ours.end()]);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

const variant = process.argv[2];
if (variant === 'ours' || variant === 'stock') await serveSteps(variant);
else await compare();
