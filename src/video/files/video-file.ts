import type { Packet } from 'node-av/lib';

/** A file that appears under its name only when it is complete: written to `<path>.partial`, then renamed. */
export interface VideoFile {
  readonly path: string;
  /** Takes over the packet's data and leaves the packet blank. */
  write(packet: Packet): Promise<void>;
  /** Completes the file, makes sure that it is on the disk, and gives it its name. */
  finish(): Promise<FileFacts>;
  /** Closes and removes what was written. */
  discard(): Promise<void>;
}

export interface FileFacts {
  /** For the `codecs` of a media type (RFC 6381); empty for pictures. */
  codecs: string;
}

export function partialPathOf(path: string): string {
  return `${path}.partial`;
}
