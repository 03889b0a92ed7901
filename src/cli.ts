import './require-node.cjs';

const { runAnimate } = await import('./cli/animate-command.ts');
process.exitCode = await runAnimate(process.argv.slice(2));
