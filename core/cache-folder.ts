import envPaths from 'env-paths';

/** Where downloads, and what took long to find out, are kept: the folder MULTITASK_CACHE, or a folder for caches as the operating system has it. */
export function cacheFolder(): string {
  return process.env.MULTITASK_CACHE || envPaths('multitask-vision', { suffix: '' }).cache;
}
