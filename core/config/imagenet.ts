/** The widths for which Keras publishes ImageNet weights of MobileNet (keras/src/applications/mobilenet.py). */
export const PUBLISHED_ALPHAS = [0.25, 0.5, 0.75, 1] as const;
