/** Wait a minute for each step, not ten seconds: a busy machine is no fault. */
export const patient = (steps) => steps.map((step) => ({ timeout: 60000, ...step }));
