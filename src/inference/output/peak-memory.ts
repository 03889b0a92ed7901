import { readFile } from 'node:fs/promises';

/**
 * Most memory that this process ever had resident, in bytes. On Linux from /proc: what `process.resourceUsage` gives there
 * starts at the peak of the process that forked this one.
 */
export async function peakRssBytes(): Promise<number> {
  const status = process.platform === 'linux' ? await readFile('/proc/self/status', 'utf8') : '';
  const peakKilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  return Number(peakKilobytes) * 1024;
}
