import type { Readable } from 'node:stream';

/** Bytes `start` … `end`, both included and counted from 0, as in HTTP's Range header. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface StoredFile {
  key: string;
  sizeBytes: number;
  contentType: string;
  /** Strong HTTP entity tag, in quotes. A key is never given other bytes under the same tag. */
  etag: string;
}

export interface OpenedFile extends StoredFile {
  /** The asked bytes; destroy it when it is not read to its end. */
  stream: Readable;
  /** What `stream` holds: the asked range, its end moved to the file's last byte where it lay beyond. */
  range: ByteRange;
}

/** A folder for files in the making, on the volume they will stay on; disposing removes it and all in it. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
}

/** A file on this machine's disk; disposing removes it if it is a copy. */
export interface LocalFile extends AsyncDisposable {
  readonly path: string;
}

/**
 * Where photos, videos and posters are kept. A key is a path such as `images/0193….jpg`: segments of
 * lower-case letters, digits, `-`, `_` and `.`; its extension decides the content type. A key holds either a whole file
 * or none: a file appears under its key at once when it is complete.
 *
 * Every method throws a UserError `NOT_FOUND` for a key that holds no file or cannot be one, and `STORAGE_FULL`
 * when there is no room.
 */
export interface Storage {
  /** Stores bytes under a key, replacing what it held. */
  put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** Takes the file at `path` into storage under a key, replacing what it held; `path` is gone afterwards. */
  take(key: string, path: string): Promise<StoredFile>;
  /**
   * Opens a file to be read, whole or a range.
   * @throws RangeError when the range starts beyond the file's end or ends before it starts.
   */
  open(key: string, range?: { start: number; end?: number }): Promise<OpenedFile>;
  describe(key: string): Promise<StoredFile>;
  has(key: string): Promise<boolean>;
  /** Removes a file; does nothing when there is none. */
  remove(key: string): Promise<void>;
  /** The keys that begin with `prefix`, in no particular order. */
  keys(prefix: string): AsyncIterable<string>;
  /** The file as a path that other programs can open, valid until it is disposed. */
  localFile(key: string): Promise<LocalFile>;
  createWorkFolder(): Promise<WorkFolder>;
}
