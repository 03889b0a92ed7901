import { readdir, readFile } from 'node:fs/promises';

/** Total memory peaks of several processes. */
export interface FamilyPeak {
  /** Shared pages count for each process. */
  rssBytes: number;
  /** Shared pages, such as Node's own, count once. */
  pssBytes: number;
}

/** Watches the memory of a process and of all its descendants together (Linux). */
export class FamilyMemory {
  readonly #pid: number;
  readonly #timer: NodeJS.Timeout;
  readonly #peak: FamilyPeak = { rssBytes: 0, pssBytes: 0 };

  constructor(pid: number, everyMs = 200) {
    this.#pid = pid;
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  /** Stops watching. */
  stop(): FamilyPeak {
    clearInterval(this.#timer);
    return this.#peak;
  }

  async #look(): Promise<void> {
    const processes = await readProcesses();
    const family = new Set([this.#pid]);
    // A parent's number may be higher than its child's, so until nobody joins.
    for (let before = 0; before < family.size; ) {
      before = family.size;
      for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
    }
    const pages = processes
      .filter(({ pid }) => family.has(pid))
      .reduce((sum, { rssPages }) => sum + rssPages, 0);
    const shares = await Promise.all([...family].map(pssBytesOf));
    const pssBytes = shares.reduce((sum, bytes) => sum + bytes, 0);
    this.#peak.rssBytes = Math.max(this.#peak.rssBytes, pages * 4096);
    this.#peak.pssBytes = Math.max(this.#peak.pssBytes, pssBytes);
  }
}

async function readProcesses(): Promise<{ pid: number; parent: number; rssPages: number }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return stats.filter(Boolean).map((stat) => {
    // After the command's name, which may contain anything: state, parent …, and the resident pages 22 fields later.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid: Number.parseInt(stat, 10), parent: Number(fields[1]), rssPages: Number(fields[21]) };
  });
}

/** 0 for an ended process. */
async function pssBytesOf(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}

/**
 * CPU time of a living process so far, user and system, in milliseconds (Linux, where the clock ticks 100 times a
 * second).
 */
export async function cpuMsOf(pid: number): Promise<number> {
  return cpuMsIn(await readFile(`/proc/${pid}/stat`, 'utf8'));
}

/** The same for its living threads, summed by name. FFmpeg's threads have the name of libuv's, which start them. */
export async function cpuMsByThread(pid: number): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8').catch(() => '');
    // The first thread is the process itself; its name is useless, because several threads have it.
    const name = thread === String(pid) ? 'main' : stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    if (stat) sums.set(name, (sums.get(name) ?? 0) + cpuMsIn(stat));
  }
  return sums;
}

function cpuMsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
