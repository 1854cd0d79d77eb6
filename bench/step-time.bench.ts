// Time of one training step (forward, gradients, Adam) on the wasm runtime, against TF.js alone on its own wasm backend; each in a
// process of its own, taking turns.
import { fileURLToPath } from 'node:url';
import { bytes } from '../core/words.ts';
import { NETWORKS } from './steps/network.ts';
import { StepProcess, serveSteps, type Variant } from './steps/step-process.ts';

const ROUNDS = 5;

async function compare(): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const stock = await StepProcess.start(script, 'stock');
  const ours = await StepProcess.start(script, 'ours');
  const peak: Record<Variant, number> = { ours: 0, stock: 0 };
  const measure = async (variant: Variant, request: { network: number; steps: number }) => {
    const { milliseconds, peakMemory } = await (variant === 'ours' ? ours : stock).run(request);
    peak[variant] = peakMemory;
    return milliseconds;
  };
  for (const [network, { name }] of NETWORKS.entries()) {
    // Code is compiled in stages while it first runs.
    await measure('ours', { network, steps: 10 });
    await measure('stock', { network, steps: 1 });
    const times: Record<Variant, number[]> = { ours: [], stock: [] };
    for (let round = 0; round < ROUNDS; round++) {
      times.stock.push(...(await measure('stock', { network, steps: 1 })));
      times.ours.push(...(await measure('ours', { network, steps: 5 })));
    }
    const [theirs, own] = [median(times.stock), median(times.ours)];
    const ratio = (theirs / own).toFixed(1);
    console.log(`${name}: TF.js alone ${theirs.toFixed(0)} ms, ours ${own.toFixed(1)} ms, ${ratio} × faster`);
  }
  const memory = (variant: Variant) => `peak memory ${bytes(peak[variant])}`;
  console.log(`Medians of ${ROUNDS} rounds.`);
  console.log(`TF.js alone: ${stock.device}, ${memory('stock')}. Ours, wasm: ${ours.device}, ${memory('ours')}.`);
  await Promise.all([stock.end(), ours.end()]);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

const variant = process.argv[2];
if (variant === 'ours' || variant === 'stock') await serveSteps(variant);
else await compare();
