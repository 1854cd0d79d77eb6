import { meant, write } from '../findings/fixes.ts';
import { quote, sentenceList } from '../findings/words.ts';
import { at, type Rule } from './rule.ts';

/** `target` lists the tasks in the order of `target_encoder`: the Python project matched heads to targets by their place. */
export const targetOrder: Rule = {
  code: 'target-order',
  severity: 'error',
  mayBeLowered: true,
  *check(project) {
    const target = project.config.model.target;
    const expected = project.tasks.map(({ task }) => `${task}_encoded`);
    if (!target || target.length !== expected.length) return;
    const sameNames = expected.every((name) => target.includes(name));
    const firstWrong = target.findIndex((name, index) => name !== expected[index]);
    if (!sameNames || firstWrong < 0) return;
    yield {
      message: `\`target\` has ${quote(target[firstWrong] ?? '')} where \`target_encoder\` has ${quote(expected[firstWrong] ?? '')}; heads would learn each other's labels. Write ${sentenceList(expected.map(quote))}, in this order.`,
      location: at(project, ['model', 'target', firstWrong]),
      ...meant(expected[firstWrong], () => ({
        ...write(['model', 'target'], expected),
        title: 'Put `target` into the order of `target_encoder`',
      })),
    };
  },
};
