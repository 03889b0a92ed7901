import './require-node.cjs';
import { createPrivateFiles } from './private-files.ts';

const { runCopy } = await import('./cli/copy-command.ts');
createPrivateFiles();
process.exitCode = await runCopy(process.argv.slice(2));
