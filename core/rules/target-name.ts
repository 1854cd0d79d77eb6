import { fixedBy, meant, preferred, removeEntries, removeKey, write } from '../findings/fixes.ts';
import { nearestAmong } from '../findings/nearest.ts';
import { firstFew, quote, sentenceList } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** `target` names each task's encoded target once, and nothing else. */
export const targetName: Rule = {
  code: 'target-name',
  severity: 'error',
  mayBeLowered: true,
  *check(project) {
    const target = project.config.model.target;
    if (!target) return;
    const expected = project.tasks.map(({ task }) => `${task}_encoded`);
    const known = new Set(expected);
    const named = new Set(target);
    const nearestFree = nearestAmong(expected.filter((name) => !named.has(name)));
    const seen = new Set<string>();
    for (const [index, name] of target.entries()) {
      const path = ['model', 'target', index];
      const location = at(project, path);
      const removed = removeEntries([path], quote(name));
      if (seen.has(name)) {
        yield {
          message: `\`target\` names ${quote(name)} twice. Keep it once.`,
          location,
          ...fixedBy(preferred(removed)),
        };
      } else if (!known.has(name)) {
        const suggestion = known.has(`${name}_encoded`) ? `${name}_encoded` : nearestFree(name);
        yield {
          message: `No task of \`target_encoder\` has the target ${quote(name)}. ${
            suggestion === undefined
              ? `The targets are ${firstFew(expected.map(quote), 12)}; \`target\` may also be left out.`
              : `Did you mean ${quote(suggestion)}?`
          }`,
          location,
          ...meant(suggestion, (target) => write(path, target), removed, removeKey(['model', 'target'])),
        };
      }
      seen.add(name);
    }
    const missing = expected.filter((name) => !seen.has(name));
    if (missing.length > 0 && target.length < expected.length) {
      yield {
        message: `\`target\` lacks ${sentenceList(missing.map(quote))}. Name the target of every task in the order of \`target_encoder\`, or leave \`target\` out.`,
        location: at(project, ['model', 'target'], 'key'),
        ...fixedBy(
          ...(seen.size === target.length && target.every((name) => known.has(name))
            ? [preferred({ ...write(['model', 'target'], expected), title: 'Name every task in `target`' })]
            : []),
          removeKey(['model', 'target']),
        ),
      };
    }
  },
};
