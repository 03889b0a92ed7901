import './require-node.cjs';
import { createPrivateFiles } from './private-files.ts';

const { runKeys } = await import('./cli/keys-command.ts');
createPrivateFiles();
process.exitCode = await runKeys(process.argv.slice(2));
