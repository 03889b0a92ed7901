import type { EndListener } from '../../src/animations/life/end-listener.ts';

/** For tests that do not care who hears of an end. */
export const nobodyListens: EndListener = { announceEnd: async () => {} };
