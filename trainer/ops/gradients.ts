// TF.js' gradients of its own ops. tfjs-core's bundle for Node leaves them out; tfjs-layers' bundle registers them all when it loads.
import '@tensorflow/tfjs-layers';
