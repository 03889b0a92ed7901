import { readFile } from 'node:fs/promises';

/**
 * Peak resident memory of this process, in bytes. On Linux from /proc, because `process.resourceUsage` starts with the
 * peak of the parent process there.
 */
export async function peakRssBytes(): Promise<number> {
  const status = process.platform === 'linux' ? await readFile('/proc/self/status', 'utf8') : '';
  const peakKilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  return Number(peakKilobytes) * 1024;
}
