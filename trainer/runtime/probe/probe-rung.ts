import type { AvailableRung, UnavailableRung } from '../../../schemas/types/runtime-report.ts';
import { closed, deviceFacts, type LadderRung, messageOf } from '../ladder.ts';
import type { RungOptions, Runtime } from '../rung.ts';
import { selfTest } from '../self-test/self-test.ts';
import { trainingThroughput } from './throughput.ts';

/** What a probe of a rung finds, before there is advice on it. */
export type Probe = AvailableRung | Omit<UnavailableRung, 'remedy' | 'command'>;

/** Opens a rung, tests it and measures how fast it trains, in this process. */
export async function probeRung({ name, load }: LadderRung, options: RungOptions): Promise<Probe> {
  const started = performance.now();
  let runtime: Runtime;
  try {
    runtime = await (await load()).open(options);
  } catch (error) {
    return { rung: name, available: false, failedAt: 'opening', reason: messageOf(error) };
  }
  const openMilliseconds = performance.now() - started;
  try {
    const { milliseconds, failure } = await selfTest(runtime);
    const found = { rung: name, ...deviceFacts(runtime) };
    if (failure !== undefined) return { ...found, available: false, failedAt: 'self-test', reason: failure };
    return { ...found, available: true, openMilliseconds, selfTest: { milliseconds }, ...(await measured(runtime)) };
  } finally {
    await closed(runtime);
  }
}

async function measured(runtime: Runtime): Promise<Pick<AvailableRung, 'imagesPerSecond' | 'note'>> {
  try {
    return { imagesPerSecond: await trainingThroughput(runtime) };
  } catch (error) {
    return { imagesPerSecond: null, note: messageOf(error) };
  }
}
