import { runBackup } from './cli/backup-command.ts';
import { createPrivateFiles } from './private-files.ts';

createPrivateFiles();
process.exitCode = await runBackup('restore', process.argv.slice(2));
