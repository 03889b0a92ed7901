/** A measured figure. Sizes are computed only from these (tables.ts). */
interface Cost {
  what: string;
  value: number;
  /** As shown in the table. */
  shown: string;
  /** The command or the document that it is from. */
  from: string;
  /** For a figure from a document: the exact text there. */
  said?: { document: string; text: string };
}

const job =
  '`/usr/bin/time npm run animate -- photo.jpg --out video.mp4 --json`, a generated landscape, defaults, on a busy machine';
const once = 'measured once, the same job through servers with PostgreSQL';

export const costs = {
  videoCpuSeconds: {
    what: 'CPU time of a video: 8 s, 1080p, 30 fps, including the start of the engine',
    value: 34,
    shown: '34 s',
    from: job,
  },
  videoBytes: { what: 'its MP4', value: 4_402_642, shown: '4.4 MB', from: job },
  posterBytes: { what: 'its poster', value: 506_044, shown: '0.51 MB', from: once },
  photoBytes: { what: 'its photo, a JPEG in 1080p', value: 524_854, shown: '0.52 MB', from: job },
  rowBytes: {
    what: 'its rows: mainly 311 events of 254 bytes, which `RETAIN_EVENTS_DAYS` removes',
    value: 81_000,
    shown: '0.08 MB',
    from: once,
  },
  engineBytes: { what: 'memory of an engine, peak', value: 930_795_520, shown: '931 MB', from: job },
  serverBytes: {
    what: 'memory of a server without its engine, peak',
    value: 264_646_656,
    shown: '265 MB',
    from: once,
  },
  workerBytes: {
    what: 'memory of a worker without its engine, peak',
    value: 158_433_280,
    shown: '158 MB',
    from: once,
  },
  connections: {
    what: 'connections to PostgreSQL per process, at most',
    value: 11,
    shown: '11; 5 observed',
    from: '`src/database/server.ts`: 10 for statements, one that listens',
  },
  clients: {
    what: 'clients that receive live events from one server, tested',
    value: 1_050,
    shown: '1,050',
    from: '[reliability](reliability.md): `npm run load`, 1,000 WebSockets and 50 event streams',
    said: {
      document: 'docs/reliability.md',
      text: '1,000 WebSockets and 50 event streams on one animation',
    },
  },
} satisfies Record<string, Cost>;
