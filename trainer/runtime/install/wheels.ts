/** A file of the Python index. */
export interface Wheel {
  /** The project's name in the index. */
  readonly project: string;
  readonly version: string;
  readonly file: string;
  /** Its size; exact where the digest is known, else about. */
  readonly bytes: number;
  /** Lower-case hexadecimal. Where it is not known, the digest that the index publishes decides. */
  readonly sha256?: string;
}

/** A wheel with libraries of CUDA. */
export interface CudaWheel extends Wheel {
  /** The folder that it fills, below nvidia/. */
  readonly folder: string;
  /** The libraries that TensorFlow opens by these names, or that those need. */
  readonly libraries: readonly string[];
}

/**
 * The wheels with TensorFlow's library, by kind and processor. All are for Python 3.11, so that each is one known file; no Python runs
 * them. For arm64 the project `tensorflow` has the library without CUDA.
 */
export const TENSORFLOW_WHEELS: Readonly<Record<string, Wheel>> = {
  'native-x64': {
    project: 'tensorflow-cpu',
    version: '2.21.0',
    file: 'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    bytes: 273_829_956,
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  'native-arm64': {
    project: 'tensorflow',
    version: '2.21.0',
    file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_aarch64.whl',
    bytes: 268_800_000,
  },
  'cuda-x64': {
    project: 'tensorflow',
    version: '2.21.0',
    file: 'tensorflow-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl',
    bytes: 572_200_000,
  },
};

/**
 * What the TensorFlow wheel asks for in its extra and-cuda: CUDA 12 and cuDNN 9, in the order in which they need one another. It allows
 * versions from 12.5 on; 12.9 is the newest and knows the cards that came after 12.5. Their digests are left to the index: nobody here has had the files to compute them from.
 */
export const CUDA_WHEELS: readonly CudaWheel[] = [
  {
    project: 'nvidia-nvjitlink-cu12',
    version: '12.9.86',
    file: 'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 39_700_000,
    folder: 'nvjitlink',
    libraries: ['libnvJitLink.so.12'],
  },
  {
    project: 'nvidia-cuda-runtime-cu12',
    version: '12.9.79',
    file: 'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 3_500_000,
    folder: 'cuda_runtime',
    libraries: ['libcudart.so.12'],
  },
  {
    project: 'nvidia-cuda-nvrtc-cu12',
    version: '12.9.86',
    file: 'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 89_600_000,
    folder: 'cuda_nvrtc',
    libraries: ['libnvrtc.so.12'],
  },
  {
    project: 'nvidia-cuda-nvcc-cu12',
    version: '12.9.86',
    file: 'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 40_546_229,
    folder: 'cuda_nvcc',
    libraries: [],
  },
  {
    project: 'nvidia-cuda-cupti-cu12',
    version: '12.9.79',
    file: 'nvidia_cuda_cupti_cu12-12.9.79-py3-none-manylinux_2_25_x86_64.whl',
    bytes: 10_800_000,
    folder: 'cuda_cupti',
    libraries: ['libcupti.so.12'],
  },
  {
    project: 'nvidia-cublas-cu12',
    version: '12.9.1.4',
    file: 'nvidia_cublas_cu12-12.9.1.4-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 581_242_350,
    folder: 'cublas',
    libraries: ['libcublasLt.so.12', 'libcublas.so.12'],
  },
  {
    project: 'nvidia-cufft-cu12',
    version: '11.4.1.4',
    file: 'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 200_877_592,
    folder: 'cufft',
    libraries: ['libcufft.so.11'],
  },
  {
    project: 'nvidia-curand-cu12',
    version: '10.3.10.19',
    file: 'nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 68_300_000,
    folder: 'curand',
    libraries: ['libcurand.so.10'],
  },
  {
    project: 'nvidia-cusparse-cu12',
    version: '12.5.10.65',
    file: 'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 366_465_088,
    folder: 'cusparse',
    libraries: ['libcusparse.so.12'],
  },
  {
    project: 'nvidia-cusolver-cu12',
    version: '11.7.5.82',
    file: 'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 338_117_415,
    folder: 'cusolver',
    libraries: ['libcusolver.so.11'],
  },
  {
    project: 'nvidia-nccl-cu12',
    version: '2.27.7',
    file: 'nvidia_nccl_cu12-2.27.7-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 322_500_000,
    folder: 'nccl',
    libraries: ['libnccl.so.2'],
  },
  {
    project: 'nvidia-cudnn-cu12',
    version: '9.10.2.21',
    file: 'nvidia_cudnn_cu12-9.10.2.21-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 706_758_467,
    folder: 'cudnn',
    libraries: ['libcudnn.so.9'],
  },
];
