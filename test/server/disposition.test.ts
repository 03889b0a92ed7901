import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dispositionOf } from '../../src/server/disposition.ts';

it.each([
  ['fjord-1920x1080.mp4', 'filename="fjord-1920x1080.mp4"'],
  ['a "b"; x=y\\.jpg', 'filename="a _b_; x=y_.jpg"'],
  ['../../etc/passwd', 'filename="_.._etc_passwd"'],
  ['été.jpg', `filename="ete.jpg"; filename*=UTF-8''%C3%A9t%C3%A9.jpg`],
  ['峡湾.mp4', `filename="__.mp4"; filename*=UTF-8''%E5%B3%A1%E6%B9%BE.mp4`],
  // A name that reads backwards would hide its extension.
  ['gpj.\u202eexe.mp4', 'filename="gpj._exe.mp4"'],
  ['line\r\nset-cookie: a=b.jpg', 'filename="line__set-cookie_ a=b.jpg"'],
  ['100%.jpg', `filename="100_.jpg"; filename*=UTF-8''100%25.jpg`],
  ['  .hidden.jpg', 'filename="hidden.jpg"'],
  ['', 'filename="file"'],
])('names %s as %s', (name, header) => {
  expect(dispositionOf('inline', name)).toBe(`inline; ${header}`);
});

it('gives any name a header that is valid, short and names one file', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
      const header = dispositionOf('attachment', `${name}.mp4`);
      expect(header).toMatch(
        /^attachment; filename="[ !#-~]+\.mp4"(; filename\*=UTF-8''[\w%!#$&+.^`|~-]+\.mp4)?$/,
      );
      expect(/filename="([^"]*)"/.exec(header)?.[1]).not.toMatch(/[\\/%]/);
      expect(header.length).toBeLessThan(1_000);
    }),
  );
});
