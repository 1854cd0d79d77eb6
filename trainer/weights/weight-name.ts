/** What a weight is in its layer: kernel of conv1/kernel:0 (Keras 2) and of conv1/kernel (Keras 3). */
export function roleOf(weightName: string): string {
  return weightName.slice(weightName.lastIndexOf('/') + 1).replace(/:\d+$/, '');
}
