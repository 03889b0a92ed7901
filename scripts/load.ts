/** `npm run load`: puts more subscribers on a server than it will meet, then has clients come and go by the thousand. */
import { writeFile } from 'node:fs/promises';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { measureCycles } from '../test/load/cycles.ts';
import { type DeliveryResult, measureDelivery } from '../test/load/delivery.ts';
import { LoadedServer, requireOpenFiles } from '../test/load/loaded-server.ts';

const command = new Command('load')
  .description(
    'Opens subscriptions on running animations and measures delivery, then connects and disconnects. Fails when an event was lost or came twice, or when the server holds on to clients that have gone.',
  )
  .option('--sockets <count>', 'WebSockets that follow animations', Number, 1_000)
  .option('--streams <count>', 'event streams that do', Number, 50)
  .option('--mute <count>', 'WebSockets, with 100 subscriptions each, that read nothing', Number, 3)
  .option('--animations <count>', 'that they are spread over; one runs at a time', Number, 1)
  .option('--cycles <count>', 'how often clients connect, subscribe and go', Number, 10_000)
  .option('--json <file>', 'writes the figures to a file as well')
  .parse();
const { sockets, streams, mute, animations, cycles, json } = command.opts<{
  sockets: number;
  streams: number;
  mute: number;
  animations: number;
  cycles: number;
  json?: string;
}>();

requireOpenFiles(sockets + streams + mute);
await using server = await LoadedServer.start();
const load = { sockets, streams, animations, videoSeconds: 30 };
const without = await measureDelivery(server, { ...load, mute: 0 });
const withMute = await measureDelivery(server, { ...load, mute });
console.table({ 'everybody reads': rowOf(without), [`${mute} read nothing`]: rowOf(withMute) });

const bar = process.stderr.isTTY
  ? new SingleBar({ format: 'cycles {bar} {value}/{total} · {eta_formatted}' })
  : null;
const warmUp = Math.min(1_000, cycles);
bar?.start(cycles + warmUp, 0);
const coming = await measureCycles(server, { cycles, warmUp }, () => bar?.increment());
bar?.stop();
console.table({ before: coming.before, after: coming.after });

const faults = [without, withMute].flatMap(({ lost, doubled }) => [
  ...(lost > 0 ? [`${lost} events were lost`] : []),
  ...(doubled > 0 ? [`${doubled} events came twice`] : []),
]);
// A subscription that stays behind holds several kilobytes, a socket a handle.
if (coming.bytesPerCycle > 500) faults.push(`each cycle leaves ${coming.bytesPerCycle} bytes behind`);
if (coming.after.handles > coming.before.handles + 10) faults.push('handles stay behind');
const result = { everybodyReads: without, someReadNothing: withMute, comeAndGo: coming, faults };
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
if (json) await writeFile(json, JSON.stringify(result, null, 2));
process.exitCode = faults.length === 0 ? 0 : 1;

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
