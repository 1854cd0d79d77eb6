// Reads one HDF5 file of Keras in a process of its own: HDF5 parsers have been broken by crafted files, and one that fills the memory or never
// ends takes nobody with it here. The answer goes to file descriptor 3, as answer.ts writes it.
import { readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { endWithParent } from '../process/parent-watchdog.ts';
import { writeAnswer } from './answer.ts';
import { parseKerasFile } from './parse-keras-file.ts';

// Ctrl-C reaches every process of a terminal; the parent says what it means.
process.on('SIGINT', () => {});
const [path = '', memoryLimit, parent] = process.argv.slice(2);
await endWithParent({ memoryLimit: Number(memoryLimit), parent: Number(parent) });
await writeAnswer(new Socket({ fd: 3 }), await parseKerasFile(readFileSync(path)));
