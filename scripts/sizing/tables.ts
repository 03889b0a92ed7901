import { costs } from './costs.ts';

const day = 86_400;
/** Target load of the cores: twice the mean load can be handled without waiting. */
const busyShare = 0.5;
/**
 * Cores per engine in the measurements. More per engine finish a video sooner; fewer per engine give a higher
 * throughput.
 */
const coresPerWorker = 2;
const loads = [100, 1_000, 10_000, 100_000];

const whole = (value: number) => value.toLocaleString('en-GB', { maximumFractionDigits: 0 });
const gigabytes = (bytes: number) =>
  `${(bytes / 1e9).toLocaleString('en-GB', { maximumSignificantDigits: 2 })} GB`;

/** Files and rows of one animation, including its photo, in bytes. */
const animationBytes =
  costs.videoBytes.value + costs.posterBytes.value + costs.photoBytes.value + costs.rowBytes.value;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

/** A table of the measured figures, and of the requirements that follow from each. */
export function costTable(): string {
  const measured = Object.values(costs).map(({ what, shown, from }) => [what, shown, from]);
  const perHour = 3600 / costs.videoCpuSeconds.value;
  return table(
    ['what', 'figure', 'from'],
    [
      ...measured,
      ['hence videos per hour and core', whole(perHour), '3,600 s ÷ CPU time'],
      ['hence disk space of 1,000 animations', gigabytes(1000 * animationBytes), 'MP4, poster, photo, rows'],
    ],
  );
}

/** A table of the requirements for numbers of videos per day. */
export function sizeTable(): string {
  const rows = loads.map((videos) => {
    const cores = Math.ceil((videos * costs.videoCpuSeconds.value) / day / busyShare);
    const workers = Math.ceil(cores / coresPerWorker);
    // One worker is part of the server; for more, there are two servers, so that one can be replaced while the other
    // runs.
    const isAlone = workers === 1;
    const servers = isAlone ? 1 : 2;
    const engines = workers * costs.engineBytes.value;
    const memory =
      servers * costs.serverBytes.value + engines + (isAlone ? 0 : workers * costs.workerBytes.value);
    const connections = (servers + (isAlone ? 0 : workers)) * costs.connections.value;
    return [
      whole(videos),
      whole(cores),
      isAlone ? 'one server that also renders' : `${servers} servers, ${whole(workers)} workers`,
      gigabytes(memory),
      whole(connections),
      gigabytes(30 * videos * animationBytes),
    ];
  });
  return table(
    ['videos per day', 'cores', 'processes', 'memory', 'connections to PostgreSQL', 'disk, 30 days'],
    rows,
  );
}
