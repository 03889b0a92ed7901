import { runBackup } from './cli/backup-command.ts';

process.exitCode = await runBackup('backup', process.argv.slice(2));
