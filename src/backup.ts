import './require-node.cjs';
import { createPrivateFiles } from './private-files.ts';

const { runBackup } = await import('./cli/backup-command.ts');
createPrivateFiles();
process.exitCode = await runBackup('backup', process.argv.slice(2));
