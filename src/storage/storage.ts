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
  /** Strong HTTP entity tag, in quotes: other bytes under the same key have another. */
  etag: string;
  modifiedAt: Date;
}

export interface OpenedFile extends StoredFile {
  /** The asked bytes; destroy it when it is not read to its end. */
  stream: Readable;
  /** What `stream` holds: the asked range, its end moved to the file's last byte where it lay beyond. */
  range: ByteRange;
}

/** A folder for files in the making, on this machine's disk; disposing removes it and all in it. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes a file in the folder and returns its path. */
  write(name: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string>;
}

/** A file on this machine's disk; disposing removes it if it is a copy. */
export interface LocalFile extends AsyncDisposable {
  readonly path: string;
}

/**
 * Addresses of a storage at which others reach a file without this process: each is there where the settings want it. Whoever has
 * one needs nothing else, until it expires.
 */
export interface DirectAddresses {
  /**
   * An address to GET a file from, with ranges.
   * @param headers what it is answered with, beside what the storage says of the file
   */
  forFetching?(key: string, headers: DirectHeaders): Promise<string>;
  /** An address to PUT a file of exactly `sizeBytes` to, which is good until `expiresAt`. */
  forSending?(key: string, sizeBytes: number, expiresAt: Date): Promise<string>;
}

export interface DirectHeaders {
  contentType: string;
  contentDisposition: string;
  cacheControl: string;
}

/**
 * Where photos, videos and posters are kept. A key is a path such as `images/0193….jpg`: two segments or more
 * of lower-case letters, digits, `-`, `_` and `.`; its extension tells the content type. A key holds a whole file or none:
 * a file appears at once, when it is complete and safe from a crash of the machine.
 *
 * Where a file is asked for, a key that holds none, or can be none, is a UserError `NOT_FOUND`. Where one is written,
 * a volume without room is a UserError `STORAGE_FULL`. A volume or a server that is gone, read-only or broken is a
 * {@link StorageUnavailable}.
 */
export interface Storage {
  /** For people: a folder, or an address such as `s3://bucket/prefix`. */
  readonly location: string;
  /** What to do where it is not the one that was meant, as in "…; mount the other volume". */
  readonly advice: string;
  readonly direct?: DirectAddresses;
  /** Stores bytes under a key, replacing what it held. */
  put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** Stores the file at `path` under a key, replacing what it held; `path` is gone afterwards. */
  take(key: string, path: string): Promise<StoredFile>;
  /** Size, type and tag of a file. */
  describe(key: string): Promise<StoredFile>;
  /**
   * Opens a file to be read, whole or from `start` to `end` (default: its last byte).
   * @throws RangeError when nothing of the range lies within the file
   */
  open(key: string, range?: { start: number; end?: number }): Promise<OpenedFile>;
  has(key: string): Promise<boolean>;
  /** Removes a file; does nothing when there is none. */
  remove(key: string): Promise<void>;
  /** Every key, or those in a folder such as `images`, in no particular order. */
  keys(folder?: string): AsyncIterable<string>;
  /** The file as a path that other programs can open, valid until it is disposed. */
  localFile(key: string): Promise<LocalFile>;
  createWorkFolder(): Promise<WorkFolder>;
  /** Which storage it says it is; null when it has not been given a name yet, or is not there. */
  readIdentity(): Promise<string | null>;
  /** Gives it the name, and from now on {@link check} looks whether it still has it. */
  writeIdentity(identity: string): Promise<void>;
  /** From now on {@link check} looks whether it still has this name. */
  expectIdentity(identity: string): void;
  /**
   * Tries whether files can be written and read, and whether this still is the storage that it was; a full one passes.
   * @throws StorageUnavailable that says what is wrong
   */
  check(): Promise<void>;
  /**
   * Looks whether there is room for another rendering.
   * @throws StorageUnavailable that says how much is missing
   */
  checkRoom(): Promise<void>;
  /**
   * Removes what was begun and has not changed since `before`, such as work folders: whoever made it has died.
   * @returns how many
   */
  removeUnfinished(before: Date): Promise<number>;
}
