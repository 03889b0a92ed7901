import { runKeys } from './cli/keys-command.ts';

process.exitCode = await runKeys(process.argv.slice(2));
