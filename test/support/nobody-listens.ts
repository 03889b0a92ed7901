import type { EndListener } from '../../src/animations/lifecycle/end-listener.ts';

/** For tests that do not care who hears of an end. */
export const nobodyListens: EndListener = { announceEnd: async () => {} };
