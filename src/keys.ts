import { runKeys } from './cli/keys-command.ts';
import { createPrivateFiles } from './private-files.ts';

createPrivateFiles();
process.exitCode = await runKeys(process.argv.slice(2));
