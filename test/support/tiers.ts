import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** What a quick test cannot reach: processes, networks, threads, databases, codecs, neural networks, browsers and bundlers. */
const outside =
  /^(node:(child_process|cluster|dgram|http2?|https|net|tls|worker_threads)|@electric-sql\/pglite|node-av|onnxruntime-node|pg|pg-boss|playwright-core|puppeteer-core|sharp|undici|vite|ws)(\/|$)/;
/** Imports that are still there when types are gone, `vi.mock` among them; the name is missing where it is worked out at run time. */
const imports =
  /^(?:import|export)\s(?!type\b)(?:[^'";]*?\sfrom\s*)?'([^']+)'|\b(?:import|vi\.mock|createRequire)\((?:'([^']+)')?/gm;

/**
 * The tests of the quick tier: those that, with all that they import, stay inside Node's own thread. Nobody has to keep a list.
 * @param root the project's folder
 * @returns paths relative to it
 */
export function quickTests(root: string): string[] {
  const known = new Map<string, string[]>();
  const importsOf = (path: string) => {
    const found = known.get(path) ?? importedBy(path);
    known.set(path, found);
    return found;
  };
  return globSync('test/**/*.test.ts', { cwd: root })
    .filter((test) => staysInside(join(root, test), importsOf))
    .sort();
}

/**
 * Tests of folders that can share a process: those that replace no module, as a replaced one would stay replaced.
 * @param root the project's folder
 * @returns paths relative to it
 */
export function sharedTests(root: string, folders: readonly string[]): string[] {
  return globSync(
    folders.map((folder) => `test/${folder}/**/*.test.ts`),
    { cwd: root },
  )
    .filter((test) => !readFileSync(join(root, test), 'utf8').includes('vi.mock('))
    .sort();
}

function staysInside(test: string, importsOf: (path: string) => string[]): boolean {
  const seen = new Set([test]);
  for (const path of seen) {
    for (const name of importsOf(path)) {
      if (name === '' || outside.test(name)) return false;
      const file = resolve(dirname(path), name);
      if (name.startsWith('.') && /\.tsx?$/.test(file) && existsSync(file)) seen.add(file);
    }
  }
  return true;
}

function importedBy(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(imports)].map(([, fixed, called]) => fixed ?? called ?? '');
}
