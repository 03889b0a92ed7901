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
  /** Strong HTTP entity tag, in quotes: it changes with the content of the key. */
  etag: string;
  modifiedAt: Date;
}

export interface OpenedFile extends StoredFile {
  /** The requested bytes; destroy the stream if it is not read to its end. */
  stream: Readable;
  /** The range in `stream`: the requested one, limited to the end of the file. */
  range: ByteRange;
}

/** A local folder for unfinished files; disposing removes it with its contents. */
export interface WorkFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes a file in the folder and returns its path. */
  write(name: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<string>;
}

/** A local file; disposing removes it if it is a copy. */
export interface LocalFile extends AsyncDisposable {
  readonly path: string;
}

/**
 * URLs of a storage with which others access a file without this process, if enabled in the settings. Anyone who has
 * such a URL can use it until it expires.
 */
export interface DirectAddresses {
  /**
   * A URL to GET a file from, with range requests.
   * @param headers additional headers of the response
   */
  forFetching?(key: string, headers: DirectHeaders): Promise<string>;
  /** A URL to PUT a file of exactly `sizeBytes` to, valid until `expiresAt`. */
  forSending?(key: string, sizeBytes: number, expiresAt: Date): Promise<string>;
}

export interface DirectHeaders {
  contentType: string;
  contentDisposition: string;
  cacheControl: string;
}

/**
 * Where photos, videos and posters are stored. A key is a path such as `images/0193….jpg`: at least two segments of
 * lower-case letters, digits, `-`, `_` and `.`; its extension determines the content type. A key has a complete file or
 * none: a file appears atomically, once it is complete and survives a crash of the machine.
 * Reading a missing or invalid key throws a UserError `NOT_FOUND`. Writing to a full volume throws a UserError
 * `STORAGE_FULL`. A missing, read-only or broken volume or server throws a {@link StorageUnavailable}.
 */
export interface Storage {
  /** For people: a folder, or an address such as `s3://bucket/prefix`. */
  readonly location: string;
  /** What to do if it is the wrong storage, as in "…; mount the other volume". */
  readonly advice: string;
  readonly direct?: DirectAddresses;
  /** Stores bytes under a key, replacing its content. */
  put(key: string, bytes: Uint8Array | AsyncIterable<Uint8Array>): Promise<StoredFile>;
  /** Stores the file at `path` under a key, replacing its content; the file at `path` is moved. */
  take(key: string, path: string): Promise<StoredFile>;
  /** Size, type and tag of a file. */
  describe(key: string): Promise<StoredFile>;
  /**
   * Opens a file for reading, whole or from `start` to `end` (default: its last byte).
   * @throws RangeError if the range is entirely outside the file
   */
  open(key: string, range?: { start: number; end?: number }): Promise<OpenedFile>;
  has(key: string): Promise<boolean>;
  /** Removes a file; does nothing if there is none. */
  remove(key: string): Promise<void>;
  /** All keys, or those in a folder such as `images`, in no particular order. */
  keys(folder?: string): AsyncIterable<string>;
  /** The file at a path that other programs can open, valid until it is disposed. */
  localFile(key: string): Promise<LocalFile>;
  createWorkFolder(): Promise<WorkFolder>;
  /** Reads the identity of the storage; null if it has none yet, or is unavailable. */
  readIdentity(): Promise<string | null>;
  /** Stores the identity; from now on {@link check} verifies it. */
  writeIdentity(identity: string): Promise<void>;
  /** From now on {@link check} verifies that the storage has this identity. */
  expectIdentity(identity: string): void;
  /**
   * Checks that files can be written and read, and that this is still the same storage. A full storage passes.
   * @throws StorageUnavailable with a message that says what is wrong
   */
  check(): Promise<void>;
  /**
   * Checks that there is space for another rendering.
   * @throws StorageUnavailable with a message that says how much is missing
   */
  checkRoom(): Promise<void>;
  /**
   * Removes unfinished files, such as work folders, that have not changed since `before`: their owners have died.
   * @returns their number
   */
  removeUnfinished(before: Date): Promise<number>;
}
