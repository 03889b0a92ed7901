import { open } from 'node:fs/promises';

/** Forms of video files that are taken from strangers, by FFmpeg's names: each holds all that it plays. */
export const containers = ['mov', 'matroska'] as const;
export type Container = (typeof containers)[number];

/** HEIF pictures and raw photos lie in the same kind of boxes. */
const pictureBrands = /^ftyp(avi[fs]|hei[cxms]|hev[cxms]|mif1|msf1|crx )/;

/**
 * What kind of video a file is by its first bytes; null for any other. FFmpeg's own guess is not for files of strangers: playlists
 * and the like would have it open what else they name.
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
