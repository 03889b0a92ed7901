import { runBackup } from './cli/backup-command.ts';

process.exitCode = await runBackup('restore', process.argv.slice(2));
