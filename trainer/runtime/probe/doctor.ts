import { availableParallelism, cpus, totalmem } from 'node:os';
import type { MachineFacts, RungReport, RuntimeReport } from '../../../schemas/types/runtime-report.ts';
import { LADDER } from '../ladder.ts';
import type { RungName } from '../rung.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type ProbeProgram, probeInChild } from './probe-child.ts';
import type { Probe } from './probe-rung.ts';
import { remedyFor } from './remedy.ts';

export interface DoctorOptions {
  /** The program that probes a rung. */
  readonly program: (rung: RungName) => ProbeProgram;
  /** Told before each rung is tried. */
  readonly onTry?: (rung: RungName) => void;
}

/** Tries every rung of this machine, one after the other, each in a process of its own. */
export async function diagnose({ program, onTry }: DoctorOptions): Promise<RuntimeReport> {
  const machine = await thisMachine();
  const rungs: RungReport[] = [];
  for (const { name } of LADDER) {
    onTry?.(name);
    rungs.push(withRemedy(await probeInChild(name, program(name)), machine));
  }
  const taken = rungs.find(({ available }) => available)?.rung ?? null;
  return { v: 1, machine: machineFacts(), rungs, taken };
}

function withRemedy(probe: Probe, machine: Machine): RungReport {
  if (probe.available) return probe;
  const { text, command } = remedyFor(probe.rung, probe.failedAt, machine);
  return { ...probe, remedy: text, ...(command !== undefined && { command }) };
}

function machineFacts(): MachineFacts {
  return {
    platform: `${process.platform}-${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads: availableParallelism(),
    memory: totalmem(),
    node: process.versions.node,
  };
}
