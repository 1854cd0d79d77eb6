import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { imagePaths } from '../../../core/dataframe/image-paths.ts';
import fc from '../../fast-check.ts';

it('image paths under the root are what node makes of them, the plain ones too', () => {
  const part = fc.constantFrom('', '.', '..', '...', 'a', 'b.jpg', '.hidden', 'é 😀', 'x\\y', ' ', 'c:');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), fc.constantFrom('/', '/project', '/a/../b/'), (parts, root) => {
      const path = parts.join('/');
      expect(imagePaths(root, `${root}/data.csv`).resolve(path)).toBe(resolve(root, path));
    }),
    { numRuns: 2000 },
  );
});
