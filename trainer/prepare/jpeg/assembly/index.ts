// Cuts a part out of a baseline JPEG: decodes no more of it than is needed, and never leaves the colours that JPEG stores. ../jpeg-crop.ts tells it
// where everything is. Addresses are byte offsets into the module's own memory.
export { decode, setComponent, unstuff } from './decode';
export { encode, setQuanta } from './encode';
export { setDecoder, setEncoder } from './huffman';
export { extend, halve } from './resample';

/** Where memory is free. */
export function free(): usize {
  return (__heap_base + 15) & ~15;
}
