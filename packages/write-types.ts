import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Writes the types of a package's modules to its dist/types/. @param root the package's folder, with its tsconfig.json */
export function writeTypes(root: string): void {
  const compiler = join(import.meta.dirname, '../node_modules/typescript/bin/tsc');
  const options = ['--noEmit', 'false', '--emitDeclarationOnly', '--outDir', join(root, 'dist/types')];
  execFileSync(process.execPath, [compiler, '-p', root, ...options], { stdio: 'inherit' });
}
