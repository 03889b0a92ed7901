import { Readable } from 'node:stream';
import { UserError } from '../errors.ts';
import { cleanPhoto } from '../photo/clean/clean.ts';
import { lengthOf, type Piece } from '../photo/clean/piece.ts';
import { headLength, recogniseFormat } from '../photo/format.ts';
import { withReader } from '../photo/source.ts';
import type { ByteRange, OpenedFile, Storage, StoredFile } from '../storage/storage.ts';

/** Number of cached photos, and the limit of bytes per cached photo. */
const mostRemembered = 1_000;
const mostOwnBytes = 16_384;
const zeroBlock = Buffer.alloc(1 << 16);

interface CleanFile extends StoredFile {
  pieces: readonly Piece[];
}

/** Stored photos without their location metadata. Nothing is stored: they are assembled while being sent. */
export class CleanPhotos {
  readonly #storage: Pick<Storage, 'describe' | 'open' | 'localFile'>;
  /** By key and tag, the most recently used at the end. */
  readonly #known = new Map<string, Promise<readonly Piece[]>>();

  constructor(storage: Pick<Storage, 'describe' | 'open' | 'localFile'>) {
    this.#storage = storage;
  }

  /**
   * Size, type and tag of a photo without metadata.
   * @throws UserError NOT_FOUND; UNSUPPORTED_IMAGE if the picture cannot be located in the file
   */
  async describe(key: string): Promise<CleanFile> {
    const file = await this.#storage.describe(key);
    const pieces = await this.#piecesOf(file);
    const sizeBytes = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
    const isSame = pieces.length === 1 && 'start' in pieces[0] && sizeBytes === file.sizeBytes;
    const etag = isSame ? file.etag : file.etag.replace(/"$/, '-clean"');
    return { ...file, sizeBytes, etag, pieces };
  }

  /** Opens it for reading, completely or in part, like {@link Storage.open}. */
  async open(key: string, range?: Partial<ByteRange> & { start: number }): Promise<OpenedFile> {
    const { pieces, ...file } = await this.describe(key);
    const start = range?.start ?? 0;
    const end = Math.min(range?.end ?? file.sizeBytes - 1, file.sizeBytes - 1);
    const stream = Readable.from(this.#read(key, pieces, start, end + 1), { objectMode: false });
    return { ...file, stream, range: { start, end } };
  }

  #piecesOf({ key, etag }: StoredFile): Promise<readonly Piece[]> {
    const name = `${key} ${etag}`;
    const pieces = this.#known.get(name) ?? this.#find(key);
    this.#known.delete(name);
    this.#known.set(name, pieces);
    const forget = () => this.#known.delete(name);
    pieces.then((found) => ownBytesOf(found) > mostOwnBytes && forget(), forget);
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostRemembered) this.#known.delete(oldest);
    return pieces;
  }

  async #find(key: string): Promise<readonly Piece[]> {
    await using file = await this.#storage.localFile(key);
    return withReader(file.path, async (reader) => {
      const recognised = recogniseFormat(await reader.read(0, headLength));
      const isPhoto = recognised !== null && 'format' in recognised;
      const pieces = isPhoto ? await cleanPhoto(recognised.format, reader) : null;
      if (pieces) return pieces;
      const message =
        'The picture in this file cannot be located; with a key of scope write you can get the original';
      throw new UserError('UNSUPPORTED_IMAGE', message);
    });
  }

  /** @param end exclusive */
  async *#read(key: string, pieces: readonly Piece[], start: number, end: number): AsyncIterable<Uint8Array> {
    let at = 0;
    for (const piece of pieces) {
      const from = Math.max(0, start - at);
      const to = Math.min(lengthOf(piece), end - at);
      at += lengthOf(piece);
      if (to <= from) continue;
      if ('bytes' in piece) yield piece.bytes.subarray(from, to);
      else if ('zeros' in piece) yield* zeros(to - from);
      else {
        const { stream } = await this.#storage.open(key, {
          start: piece.start + from,
          end: piece.start + to - 1,
        });
        yield* stream;
      }
    }
  }
}

function ownBytesOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + ('bytes' in piece ? piece.bytes.byteLength : 0), 0);
}

function* zeros(length: number): Iterable<Uint8Array> {
  for (let left = length; left > 0; left -= zeroBlock.length) {
    yield zeroBlock.subarray(0, Math.min(left, zeroBlock.length));
  }
}
