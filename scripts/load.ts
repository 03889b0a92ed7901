/**
 * `npm run load`: puts more subscribers on a server than it will have in practice, then lets thousands of clients come
 * and go. `--soak 1000` renders as many short animations instead.
 */
import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { toPath } from '../src/cli/arguments.ts';
import { measureCycles } from '../test/load/cycles.ts';
import { type DeliveryResult, measureDelivery } from '../test/load/delivery.ts';
import { LoadedServer, requireOpenFiles } from '../test/load/loaded-server.ts';
import { measureSoak } from '../test/load/soak.ts';

const command = new Command('load')
  .description(
    'Opens subscriptions on running animations and measures delivery, then connects and disconnects. Fails if an event is lost or duplicated, or if the server keeps resources of clients that have left.',
  )
  .option('--sockets <count>', 'WebSockets that follow animations', Number, 1_000)
  .option('--streams <count>', 'event streams that do', Number, 50)
  .option('--mute <count>', 'WebSockets, with 100 subscriptions each, that read nothing', Number, 3)
  .option('--animations <count>', 'that they are spread over; one runs at a time', Number, 1)
  .option('--cycles <count>', 'how often clients connect, subscribe and go', Number, 10_000)
  .option('--soak <count>', 'only renders this many short animations, one after another', Number)
  .option('--json <file>', 'writes the figures to a file as well', toPath)
  .parse();
interface Options {
  sockets: number;
  streams: number;
  mute: number;
  animations: number;
  cycles: number;
  soak?: number;
  json?: string;
}
const options = command.opts<Options>();
const result = options.soak === undefined ? await loadAndLeave(options) : await soak(options.soak);
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
if (options.json) await writeFile(options.json, JSON.stringify(result, null, 2));
process.exitCode = result.faults.length === 0 ? 0 : 1;

async function loadAndLeave({ sockets, streams, mute, animations, cycles }: Options) {
  requireOpenFiles(sockets + streams + mute);
  await using server = await LoadedServer.start();
  const load = { sockets, streams, animations, videoSeconds: 30 };
  const without = await measureDelivery(server, { ...load, mute: 0 });
  const withMute = await measureDelivery(server, { ...load, mute });
  console.table({ 'everybody reads': rowOf(without), [`${mute} read nothing`]: rowOf(withMute) });

  const warmUp = Math.min(1_000, cycles);
  using bar = startBar('cycles', cycles + warmUp);
  const coming = await measureCycles(server, { cycles, warmUp }, () => bar.increment());
  console.table({ before: coming.before, after: coming.after });

  const faults = [without, withMute].flatMap(({ lost, doubled }) => [
    ...(lost > 0 ? [`${lost} events were lost`] : []),
    ...(doubled > 0 ? [`${doubled} events were duplicated`] : []),
  ]);
  // A leaked subscription holds several kilobytes, a leaked socket a handle.
  if (coming.bytesPerCycle > 500) faults.push(`each cycle leaks ${coming.bytesPerCycle} bytes`);
  if (coming.after.handles > coming.before.handles + 10) faults.push('handles are leaked');
  return { everybodyReads: without, someReadNothing: withMute, comeAndGo: coming, faults };
}

async function soak(jobs: number) {
  await using server = await LoadedServer.start();
  const warmUp = Math.min(50, jobs);
  using bar = startBar('jobs', jobs + warmUp);
  const result = await measureSoak(
    server,
    { jobs, warmUp },
    () => bar.increment(),
    (jobsDone, holdings) => process.stderr.write(`${JSON.stringify({ jobsDone, ...holdings })}\n`),
  );
  const { before, after, succeeded, filesPerJob } = result;
  const faults: string[] = [];
  if (succeeded < jobs) faults.push(`${jobs - succeeded} did not succeed`);
  if (filesPerJob !== 2) faults.push(`each job leaves ${filesPerJob} files instead of a video and a poster`);
  for (const name of ['server', 'engine'] as const) {
    if (after[name].descriptors > before[name].descriptors + 10)
      faults.push(`descriptors of the ${name} stay open`);
    if (after[name].rssBytes > before[name].rssBytes + 200_000_000) faults.push(`the ${name} grows`);
  }
  return { ...result, faults };
}

/** Shows a bar in a terminal, nothing elsewhere. */
function startBar(name: string, total: number): Disposable & { increment(): void } {
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: `${name} {bar} {value}/{total} · {eta_formatted}` })
    : null;
  bar?.start(total, 0);
  return { increment: () => bar?.increment(), [Symbol.dispose]: () => bar?.stop() };
}

function rowOf({
  events,
  lost,
  doubled,
  missed,
  missedByMute,
  cutOff,
  seconds,
  lagMs,
  queryMs,
}: DeliveryResult) {
  return {
    events,
    lost,
    doubled,
    'missed, reading': missed,
    'missed, mute': missedByMute,
    'cut off, mute': cutOff,
    seconds,
    'lag ms p50/p95/max': `${lagMs.p50}/${lagMs.p95}/${lagMs.max}`,
    'query ms p50/p95/max': `${queryMs.p50}/${queryMs.p95}/${queryMs.max}`,
  };
}
