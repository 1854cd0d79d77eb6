// A block cut out of an image batch: what the gradient of padding is.

import { SLICE } from './kernels';
import { WORTH_SHARING_VALUES, address, int, launch, setAddress, setInt, shareStart } from './pool';
import { copyFloats } from './vectors';

/** y [n, outHeight, outWidth, outChannels] from x [·, height, width, channels], beginning at four indices. */
export function slice(
  x: usize, y: usize, height: i32, width: i32, channels: i32,
  n: i32, outHeight: i32, outWidth: i32, outChannels: i32,
  firstImage: i32, firstRow: i32, firstColumn: i32, firstChannel: i32,
): void {
  setAddress(0, x);
  setAddress(1, y);
  setInt(2, height);
  setInt(3, width);
  setInt(4, channels);
  setInt(5, n);
  setInt(6, outHeight);
  setInt(7, outWidth);
  setInt(8, outChannels);
  setInt(9, firstImage);
  setInt(10, firstRow);
  setInt(11, firstColumn);
  setInt(12, firstChannel);
  launch(SLICE, n * outHeight * outWidth * outChannels > WORTH_SHARING_VALUES);
}

export function runSlice(thread: i32, threads: i32): void {
  const width = int(3);
  const channels = int(4);
  const outHeight = int(6);
  const outWidth = int(7);
  const outChannels = int(8);
  const rows = int(5) * outHeight;
  const pixel = (<usize>channels) << 2;
  const outPixel = (<usize>outChannels) << 2;
  for (let row = shareStart(rows, thread, threads); row < shareStart(rows, thread + 1, threads); row++) {
    const sourceRow = (int(9) + row / outHeight) * int(2) + int(10) + (row % outHeight);
    let from = address(0) + <usize>(sourceRow * width + int(11)) * pixel + ((<usize>int(12)) << 2);
    let to = address(1) + <usize>(row * outWidth) * outPixel;
    if (outChannels == channels) {
      copyFloats(to, from, outWidth * channels);
      continue;
    }
    for (let column = 0; column < outWidth; column++) {
      copyFloats(to, from, outChannels);
      from += pixel;
      to += outPixel;
    }
  }
}
