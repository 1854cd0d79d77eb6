// Stands in for @tensorflow/tfjs-node: works only where the addon and its libraries are whole. See fake-machine.ts.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

const text = (name) => readFileSync(join(__dirname, name), 'utf8');
const addon = text('lib/napi-v8/tfjs_binding.node');
if (addon !== 'addon') throw new Error(`the addon ${addon}`);
text('deps/lib/libtensorflow_framework.so.2');
const [version, product = '19 22 43 50'] = text('deps/lib/libtensorflow_cc.so.2').trim().split('\n');

exports.matMul = () => ({ dataSync: () => product.split(' ').map(Number) });
exports.backend = () => ({ binding: { TF_Version: version }, isUsingGpuDevice: false });
