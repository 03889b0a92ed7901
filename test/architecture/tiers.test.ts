import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { quickTests } from '../support/tiers.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tiers-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Whether a test of this text is quick, beside a module of that text. */
function isQuick(test: string, module = ''): boolean {
  mkdirSync(join(root, 'test'), { recursive: true });
  writeFileSync(join(root, 'test/some.test.ts'), test);
  writeFileSync(join(root, 'module.ts'), module);
  return quickTests(root).length === 1;
}

describe('a quick test', () => {
  it('reaches nothing outside of its process', () => {
    expect(isQuick("import { join } from 'node:path';\nimport { a } from '../module.ts';")).toBe(true);
  });

  it.each([
    ['a process', "import { spawn } from 'node:child_process';"],
    ['a server', "import { createServer } from 'node:http';"],
    ['a database', "import { PGlite } from '@electric-sql/pglite';"],
    ['an encoder', "import { Encoder } from 'node-av/api';"],
    ['a network', "import {\n  InferenceSession,\n} from 'onnxruntime-node';"],
    ['what it imports when it runs', "const pg = await import('pg');"],
    ['something that is not named', 'const some = await import(path);'],
    ['what another module hands on', "export { Pool } from 'pg';"],
  ])('does not reach %s, neither directly nor through others', (_, text) => {
    expect(isQuick(text)).toBe(false);
    expect(isQuick("import { a } from '../module.ts';", text)).toBe(false);
  });

  it('may import types of all that', () => {
    expect(isQuick("import type { Pool } from 'pg';")).toBe(true);
  });
});
