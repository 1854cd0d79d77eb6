// A pool of threads that share one memory. Thread 0 is the caller: it starts a kernel, computes its own share and waits
// for the others. What the threads tell each other lies in the control block, which the host allocates once, zeroed.

import { run } from './kernels';

/** Sleeps while the word has this value, until woken or for a second at most. The host does it. */
// @ts-ignore: decorator
@external("env", "sleep")
declare function sleep(word: usize, value: i32): void;

/** Wakes all who sleep on the word. */
// @ts-ignore: decorator
@external("env", "wake")
declare function wake(word: usize): void;

// Offsets in the control block. Words that threads wait on have a cache line of their own.
const GENERATION: usize = 0; // counts launches; workers wait for it to change
const PENDING: usize = 64; // workers that have not finished the current launch
const ARRIVED: usize = 128; // threads that have reached the barrier
const BARRIER: usize = 192; // counts barriers passed
const FAILED: usize = 256; // 1: a thread has died, so nobody may wait for it any more
const KERNEL: usize = 260;
const ACTIVE: usize = 264; // threads that take part in the current launch
const SLEEPERS: usize = 268; // threads that sleep, or are about to
const ARGUMENTS: usize = 320;
const GEOMETRY: usize = 448;
const CONTROL_BYTES: i32 = 512;

const STOP: i32 = -1;
// Kernels follow each other within microseconds; sleeping and waking costs tens of them, so threads look around a while first.
const SPINS: i32 = 6000;

// Less work than this is done sooner than a sleeping thread is woken, which takes tens of microseconds. Small networks run whole steps
// on one thread and leave the other cores to the threads that prepare images.
/** Multiplications and additions of a product. */
export const WORTH_SHARING_PRODUCTS: i64 = 5_000_000;
/** Values read or written by anything else. */
export const WORTH_SHARING_VALUES: i64 = 262_144;

let control: usize = 0;
let poolSize: i32 = 1;
let always: bool = false;

/** Every instance calls this first. `threads` counts the caller too. */
export function attach(controlBlock: usize, threads: i32): void {
  control = controlBlock;
  poolSize = threads;
}

/** From now on even the smallest work is shared, so that tests on small shapes meet every thread. */
export function shareAlways(): void {
  always = true;
}

/** How much memory the host allocates for the control block. */
export function controlBytes(): i32 {
  return CONTROL_BYTES;
}

export function threadCount(): i32 {
  return poolSize;
}

export function geometryBlock(): usize {
  return control + GEOMETRY;
}

// Arguments of the kernel about to be launched, or running.
export function setInt(index: i32, value: i32): void {
  store<i32>(control + ARGUMENTS + ((<usize>index) << 2), value);
}
export function setAddress(index: i32, value: usize): void {
  store<usize>(control + ARGUMENTS + ((<usize>index) << 2), value);
}
export function setFloat(index: i32, value: f32): void {
  store<f32>(control + ARGUMENTS + ((<usize>index) << 2), value);
}
// @ts-ignore: decorator
@inline
export function int(index: i32): i32 {
  return load<i32>(control + ARGUMENTS + ((<usize>index) << 2));
}
// @ts-ignore: decorator
@inline
export function address(index: i32): usize {
  return load<usize>(control + ARGUMENTS + ((<usize>index) << 2));
}
// @ts-ignore: decorator
@inline
export function float(index: i32): f32 {
  return load<f32>(control + ARGUMENTS + ((<usize>index) << 2));
}

/** Runs a kernel on all threads, or on the caller alone where waking the others would cost more than it saves. */
export function launch(kernel: i32, worthSharing: bool): void {
  const threads = worthSharing || always ? poolSize : 1;
  if (threads == 1) {
    run(kernel, 0, 1);
    return;
  }
  store<i32>(control + KERNEL, kernel);
  store<i32>(control + ACTIVE, threads);
  atomic.store<i32>(control + PENDING, threads - 1);
  announce();
  run(kernel, 0, threads);
  let pending = atomic.load<i32>(control + PENDING);
  while (pending != 0) {
    waitWhile(control + PENDING, pending);
    pending = atomic.load<i32>(control + PENDING);
  }
}

/** What a thread other than the caller does until the pool is stopped. */
export function work(thread: i32): void {
  let seen = 0;
  while (true) {
    waitUntilChanged(control + GENERATION, seen);
    seen = atomic.load<i32>(control + GENERATION);
    const kernel = load<i32>(control + KERNEL);
    if (kernel == STOP) return;
    run(kernel, thread, load<i32>(control + ACTIVE));
    if (atomic.sub<i32>(control + PENDING, 1) == 1) wakeSleepers(control + PENDING);
  }
}

/** Ends `work` in every thread. */
export function stop(): void {
  store<i32>(control + KERNEL, STOP);
  announce();
}

/** A thread that cannot go on says so, and whoever waits for it traps instead of waiting for ever. */
export function fail(): void {
  atomic.store<i32>(control + FAILED, 1);
  wake(control + PENDING);
  wake(control + BARRIER);
}

/** Returns when all threads have come here: what each wrote before, all can read after. */
export function barrier(threads: i32): void {
  if (threads == 1) return;
  const passed = atomic.load<i32>(control + BARRIER);
  if (atomic.add<i32>(control + ARRIVED, 1) == threads - 1) {
    atomic.store<i32>(control + ARRIVED, 0);
    atomic.add<i32>(control + BARRIER, 1);
    wakeSleepers(control + BARRIER);
  } else {
    waitUntilChanged(control + BARRIER, passed);
  }
}

/** Where a thread's share of `count` things begins; it ends where the next thread's begins. Never depends on timing. */
export function shareStart(count: i32, thread: i32, threads: i32): i32 {
  return <i32>((<i64>count * thread) / threads);
}

/** The same in whole tiles of `tile` things. */
export function tiledShareStart(count: i32, tile: i32, thread: i32, threads: i32): i32 {
  return min(count, shareStart((count + tile - 1) / tile, thread, threads) * tile);
}

function announce(): void {
  atomic.add<i32>(control + GENERATION, 1);
  wakeSleepers(control + GENERATION);
}

function waitUntilChanged(word: usize, value: i32): void {
  while (atomic.load<i32>(word) == value) waitWhile(word, value);
}

function waitWhile(word: usize, value: i32): void {
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(word) != value) return;
  }
  if (atomic.load<i32>(control + FAILED) != 0) unreachable();
  atomic.add<i32>(control + SLEEPERS, 1);
  sleep(word, value);
  atomic.sub<i32>(control + SLEEPERS, 1);
}

/** Who goes to sleep after this has looked finds that the word has changed. */
function wakeSleepers(word: usize): void {
  if (atomic.load<i32>(control + SLEEPERS) != 0) wake(word);
}
