import type { Packet } from 'node-av/lib';

/** A file that gets its name only when it is complete: written to `<path>.partial`, then renamed. */
export interface VideoFile {
  readonly path: string;
  /** Takes ownership of the packet's data and leaves the packet empty. */
  write(packet: Packet): Promise<void>;
  /** Completes the file, flushes it to the disk and renames it. */
  finish(): Promise<FileFacts>;
  /** Closes and removes the partial file. */
  discard(): Promise<void>;
}

export interface FileFacts {
  /** The `codecs` parameter of the media type (RFC 6381); empty for pictures. */
  codecs: string;
}

export function partialPathOf(path: string): string {
  return `${path}.partial`;
}
