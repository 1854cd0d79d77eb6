import fc from 'fast-check';

/**
 * fast-check, drawing the same values on every run, so that no change is blamed for what chance finds. MULTITASK_TEST_SEED takes another number,
 * or `random` to look for what nobody has thought of; a failure says its seed.
 */
const wanted = process.env.MULTITASK_TEST_SEED ?? '20261124';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });

export default fc;
