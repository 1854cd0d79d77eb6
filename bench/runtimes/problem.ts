/** forward, gradients and Adam; or forward alone, as in validation and prediction. */
export type Work = 'training' | 'inference';

/** What every side does in the same way: a network, and what is done with one batch. Handed to processes as JSON. */
export interface Problem {
  readonly backbone: 'xception' | 'mobilenet';
  /** Width of mobilenet. */
  readonly alpha: number;
  /** Height and width of the images in pixels. */
  readonly size: number;
  readonly batch: number;
  /** How many labels each head has. */
  readonly labels: readonly number[];
  readonly work: Work;
}

const NETWORKS = [
  { backbone: 'xception', alpha: 1, size: 128, batch: 8, labels: [7, 3, 4] },
  { backbone: 'mobilenet', alpha: 0.25, size: 224, batch: 32, labels: [7, 3, 4] },
] as const;

export const PROBLEMS: readonly Problem[] = NETWORKS.flatMap((network) => [
  { ...network, work: 'training' },
  { ...network, work: 'inference' },
]);

/** Such as "Xception, 128 px, batch 8". */
export function networkName({ backbone, alpha, size, batch }: Problem): string {
  const name = backbone === 'xception' ? 'Xception' : `MobileNet ${alpha}`;
  return `${name}, ${size} px, batch ${batch}`;
}
