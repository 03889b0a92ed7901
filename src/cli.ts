import { runAnimate } from './cli/animate-command.ts';

process.exitCode = await runAnimate(process.argv.slice(2));
