/** `npm run faults [-- --kills 50]`: kills a server at random moments of its work and looks for what it lost. */
import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { surviveKills } from '../test/faults/kills.ts';

const command = new Command('faults')
  .description('Kills a server with SIGKILL at random moments of its work. Fails when it lost something.')
  .option('--kills <count>', 'how often', Number, 50)
  .option('--json <file>', 'writes the summary to a file as well')
  .parse();
const { kills, json } = command.opts<{ kills: number; json?: string }>();

const bar = process.stderr.isTTY
  ? new SingleBar({ format: 'kills {bar} {value}/{total} · {eta_formatted}' })
  : null;
bar?.start(kills, 0);
const result = await surviveKills(kills, () => bar?.increment());
bar?.stop();

console.table({ ...result, losses: result.losses.length });
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
if (json) await writeFile(json, JSON.stringify(result, null, 2));
process.exitCode = result.losses.length === 0 ? 0 : 1;
