/** An image that cannot be used. The message is the reason alone, without the path, such as "the file does not exist". */
export class BadImageError extends Error {
  override readonly name = 'BadImageError';
}
