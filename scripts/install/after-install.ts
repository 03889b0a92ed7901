/**
 * `postinstall`: makes sure that all generated files exist. With the development packages, they are generated. A
 * production install (`npm ci --omit=dev`) uses the generated files that come with the sources, if they are up to date;
 * otherwise it installs those packages, generates, and removes them again.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compileNative } from '../../kernels/native.ts';
import { isBuilt } from './built.ts';

const root = resolve(import.meta.dirname, '../..');
const generators = ['prisma', 'assemblyscript', 'vite', 'preact', '@preact/signals', '@graphql-codegen/core'];

if (generators.every((name) => existsSync(join(root, 'node_modules', name)))) {
  npm('run', '--silent', 'generate');
} else if (await isBuilt()) {
  compileNative();
} else {
  const quietly = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  npm('install', '--include=dev', ...quietly);
  npm('run', '--silent', 'generate:server');
  npm('prune', '--omit=dev', ...quietly);
}

/** Runs the npm that started this script. If it fails, prints its output and exits. */
function npm(...args: readonly string[]): void {
  const path = process.env.npm_execpath;
  const [program, before] = path ? [process.execPath, [path]] : ['npm', []];
  const { status, error } = spawnSync(program, [...before, ...args], { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
