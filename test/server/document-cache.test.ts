import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DocumentCache } from '../../src/server/document-cache.ts';

describe('the cache of documents', () => {
  it('finds a stored document by its text, and knows that it is valid', () => {
    const cache = new DocumentCache(100_000);
    const document = parse('{ a }');
    expect(cache.find('{ a }')).toBeNull();
    expect(cache.isValid(document)).toBe(false);
    cache.keep(document);
    expect(cache.find('{ a }')).toBe(document);
    expect(cache.isValid(document)).toBe(true);
  });

  it('has a limit in bytes for documents of any length', () => {
    const cache = new DocumentCache(200_000);
    const texts = Array.from({ length: 50 }, (_, i) => `{ a${i} } # ${'x'.repeat(20_000)}`);
    for (const text of texts) {
      cache.keep(parse(text));
      expect(cache.bytes).toBeLessThanOrEqual(200_000);
    }
    expect(texts.filter((text) => cache.find(text))).toEqual(texts.slice(-4));
  });

  it('counts a document’s tokens as well as its text', () => {
    const cache = new DocumentCache(1_000_000);
    cache.keep(parse(`{ ${'a '.repeat(1_000)} }`));
    expect(cache.bytes).toBeGreaterThan(500_000);
  });

  it('drops the least recently used first', () => {
    const cache = new DocumentCache(200_000);
    const [first, second, third] = [1, 2, 3].map((i) => `{ a${i} } # ${'x'.repeat(40_000)}`);
    cache.keep(parse(first));
    cache.keep(parse(second));
    cache.find(first);
    cache.keep(parse(third));
    expect([first, second, third].map((text) => cache.find(text) !== null)).toEqual([true, false, true]);
  });
});
