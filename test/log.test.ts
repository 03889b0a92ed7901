import { pino } from 'pino';
import { expect, it } from 'vitest';
import { logReady } from '../src/log.ts';

it.each(['silent', 'error', 'info'])('readiness is one line of JSON at level %s', (level) => {
  const lines: string[] = [];
  const log = pino({ level }, { write: (line: string) => lines.push(line) });
  logReady(log, 'Driftscape is ready at http://127.0.0.1:4000/graphql', { url: 'http://127.0.0.1:4000' });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 30, url: 'http://127.0.0.1:4000', msg: 'Driftscape is ready at http://127.0.0.1:4000/graphql' },
  ]);
});
