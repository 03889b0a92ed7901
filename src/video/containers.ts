import { open } from 'node:fs/promises';

/** Video containers that are accepted from clients, by FFmpeg's names. Each is self-contained. */
export const containers = ['mov', 'matroska'] as const;
export type Container = (typeof containers)[number];

/** HEIF pictures and raw photos use the same kind of boxes. */
const pictureBrands = /^ftyp(avi[fs]|hei[cxms]|hev[cxms]|mif1|msf1|crx )/;

/**
 * The container of a video, from its first bytes; null for any other file. FFmpeg's own detection is unsafe for
 * untrusted files: playlists and the like would make it open the files that they refer to.
 */
export async function containerOf(path: string): Promise<Container | null> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(12);
    await file.read(head, 0, head.length, 0);
    if (head.readUInt32BE(0) === 0x1a45dfa3) return 'matroska';
    const box = head.toString('latin1', 4, 12);
    if (pictureBrands.test(box)) return null;
    return /^(ftyp|moov|mdat|wide|free|skip)/.test(box) ? 'mov' : null;
  } finally {
    await file.close();
  }
}
