import { openWasm } from '../../../trainer/runtime/wasm/wasm-rung.ts';
import { describeTenSteps } from './ten-steps-cases.ts';

describeTenSteps('the wasm rung', () => openWasm(), 0.05);
