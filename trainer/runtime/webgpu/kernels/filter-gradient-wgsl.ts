// The parts of the shader in filter-gradient.ts, in WGSL.

/** Tiles of patchesᵀ · dy, from `patchAt` and `gradientAt`. */
export const PRODUCT = `var<workgroup> patches: array<vec4<f32>, STEP * SIDE>;
var<workgroup> gradients: array<vec4<f32>, STEP * SIDE>;

@compute @workgroup_size(SIDE, SIDE)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) thread: u32,
) {
  let firstColumn = group.x * SIDE * 4u;
  let firstRow = group.y * SIDE * 4u;
  let end = min((group.z + 1u) * sizes.share, sizes.pixels);
  var sum0 = vec4<f32>();
  var sum1 = vec4<f32>();
  var sum2 = vec4<f32>();
  var sum3 = vec4<f32>();
  for (var pixel = group.z * sizes.share; pixel < (group.z + 1u) * sizes.share; pixel += STEP) {
    for (var i = thread; i < STEP * SIDE; i += SIDE * SIDE) {
      let at = pixel + i / SIDE;
      patches[i] = vec4<f32>();
      gradients[i] = vec4<f32>();
      if (at < end) {
        patches[i] = patchAt(at, firstRow + i % SIDE * 4u);
        gradients[i] = gradientAt(at, firstColumn + i % SIDE * 4u);
      }
    }
    workgroupBarrier();
    for (var i = 0u; i < STEP; i++) {
      let a = patches[i * SIDE + local.y];
      let b = gradients[i * SIDE + local.x];
      sum0 += a.x * b;
      sum1 += a.y * b;
      sum2 += a.z * b;
      sum3 += a.w * b;
    }
    workgroupBarrier();
  }
  var sums = array<vec4<f32>, 4>(sum0, sum1, sum2, sum3);
  for (var i = 0u; i < 4u; i++) {
    let row = firstRow + local.y * 4u + i;
    for (var j = 0u; j < 4u; j++) {
      let column = firstColumn + local.x * 4u + j;
      if (row < sizes.rows && column < sizes.columns) {
        parts[(group.z * sizes.rows + row) * sizes.columns + column] = sums[i][j];
      }
    }
  }
}`;

// Where in x a row of the patches finds its value for an output pixel; −1 where the window is over the edge.

export const SEEN_IN_PLACE = `fn seen(pixel: u32, row: u32) -> i32 { return i32(pixel * sizes.rows + row); }`;

export const SEEN_IN_WINDOW = `fn seen(pixel: u32, row: u32) -> i32 {
  let tap = row / CHANNELS;
  let y = i32(pixel / OUT_WIDTH % OUT_HEIGHT * STRIDE_HEIGHT + tap / KERNEL_WIDTH) - PAD.x;
  let x = i32(pixel % OUT_WIDTH * STRIDE_WIDTH + tap % KERNEL_WIDTH) - PAD.y;
  if (!inside(y, x)) { return -1; }
  let image = pixel / (OUT_WIDTH * OUT_HEIGHT);
  return i32(((image * IN_HEIGHT + u32(y)) * IN_WIDTH + u32(x)) * CHANNELS + row % CHANNELS);
}`;

// Four rows of the patches from `row` on, and four columns of dy from `column` on, at one pixel; 0 beyond the last.

export const PATCH_OF_VECTORS = `fn patchAt(pixel: u32, row: u32) -> vec4<f32> {
  let at = seen(pixel, row);
  if (row >= sizes.rows || at < 0) { return vec4<f32>(); }
  return x[at / 4];
}`;

export const PATCH_OF_NUMBERS = `fn patchAt(pixel: u32, row: u32) -> vec4<f32> {
  return vec4<f32>(one(pixel, row), one(pixel, row + 1u), one(pixel, row + 2u), one(pixel, row + 3u));
}
fn one(pixel: u32, row: u32) -> f32 {
  let at = seen(pixel, row);
  if (row >= sizes.rows || at < 0) { return 0.0; }
  return x[at];
}`;

export const GRADIENT_OF_VECTORS = `fn gradientAt(pixel: u32, column: u32) -> vec4<f32> {
  if (column >= sizes.columns) { return vec4<f32>(); }
  return dy[(pixel * sizes.columns + column) / 4u];
}`;

export const GRADIENT_OF_NUMBERS = `fn gradientAt(pixel: u32, column: u32) -> vec4<f32> {
  return vec4<f32>(oneOf(pixel, column), oneOf(pixel, column + 1u), oneOf(pixel, column + 2u), oneOf(pixel, column + 3u));
}
fn oneOf(pixel: u32, column: u32) -> f32 {
  if (column >= sizes.columns) { return 0.0; }
  return dy[pixel * sizes.columns + column];
}`;
