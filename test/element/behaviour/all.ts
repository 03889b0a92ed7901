import { afterAll, beforeAll, describe } from 'vitest';
import { ElementBench } from '../bench.ts';
import type { BrowserName } from '../browsers.ts';
import { definePlaying } from './playing.ts';
import { defineSources } from './sources.ts';
import { defineTastes } from './tastes.ts';
import { defineVisitors } from './visitors.ts';

/** What the element does in every browser. */
export function defineBehaviour(browserName: BrowserName): void {
  describe(`in ${browserName}, the element`, () => {
    const bench = new ElementBench(browserName);
    beforeAll(() => bench.open(), 120_000);
    afterAll(() => bench.close());

    definePlaying(bench);
    defineVisitors(bench);
    defineTastes(bench);
    defineSources(bench);
  });
}
