/** `npm run fuzz [-- --cases 10000 --seed 1]`: tests all inputs from outside with bad data. */
import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { Command, Option } from 'commander';
import { toPath } from '../src/cli/arguments.ts';
import { FuzzedServer } from '../test/fuzz/fuzzed-server.ts';
import { runTarget, type TargetResult } from '../test/fuzz/run-target.ts';
import { targets } from '../test/fuzz/targets.ts';

const command = new Command('fuzz')
  .description('Sends bad input to its own server. Fails when something crashes, hangs or leaks.')
  .option('--cases <count>', 'cases for all targets together', Number, 10_000)
  .option('--seed <number>', 'repeats a run; default: another one every time', Number, Date.now() % 2 ** 31)
  .addOption(
    new Option('--only <targets...>', 'only some of them, with the same cases as in a complete run').choices(
      targets.map(({ name }) => name),
    ),
  )
  .option('--json <file>', 'writes the summary to a file as well', toPath)
  .parse();
const { cases, seed, only, json } = command.opts<{
  cases: number;
  seed: number;
  only?: string[];
  json?: string;
}>();

process.stdout.write(`seed ${seed}\n`);
await using server = await FuzzedServer.start();
const bar = process.stderr.isTTY
  ? new SingleBar({ format: '{name} {bar} {value}/{total} · {eta_formatted}' })
  : null;
const results: TargetResult[] = [];
for (const target of targets.filter(({ name }) => only?.includes(name) ?? true)) {
  const share = Math.ceil(cases * target.share);
  bar?.start(share, 0, { name: target.name });
  results.push(await runTarget(target, server, { cases: share, seed, onCase: () => bar?.increment() }));
  bar?.stop();
  await target.close?.();
}
const { strayFiles, errors } = await server.findHarm();
const tried = results.reduce((sum, result) => sum + result.cases, 0);
const peakRssBytes = await server.peakRssBytes();
const summary = { seed, cases: tried, peakRssBytes, strayFiles, errors, results };

process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
if (json) await writeFile(json, JSON.stringify(summary, null, 2));
const isClean = results.every(({ finding }) => finding === null) && strayFiles.length + errors.length === 0;
process.exitCode = isClean ? 0 : 1;
