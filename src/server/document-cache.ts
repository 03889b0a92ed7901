import type { DocumentNode } from 'graphql';

/** Upper bound of bytes per parsed token, measured with one-letter fields; its text is added. */
const bytesPerToken = 700;
const bytesPerCharacter = 2;

/** Memory of a document, rounded up: its text, and the nodes and tokens that the parser created. */
function sizeOf(text: string, document: DocumentNode): number {
  let tokens = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return text.length * bytesPerCharacter + tokens * bytesPerToken;
}

/**
 * LRU cache of valid documents by their text, so that each is parsed and validated once. Bounded in bytes, because with
 * a count long documents could fill the memory. Invalid documents are not cached.
 */
export class DocumentCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, { document: DocumentNode; bytes: number }>();
  readonly #valid = new WeakSet<DocumentNode>();
  #bytes = 0;

  /** @param maxBytes limit for all documents together; a larger document is not cached */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Size of the cached documents, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  find(text: string): DocumentNode | null {
    const entry = this.#entries.get(text);
    if (!entry) return null;
    // A map keeps the insertion order: the most recently used document moves to its end.
    this.#entries.delete(text);
    this.#entries.set(text, entry);
    return entry.document;
  }

  isValid(document: DocumentNode): boolean {
    return this.#valid.has(document);
  }

  keep(document: DocumentNode): void {
    const text = document.loc?.source.body;
    if (text === undefined || this.#entries.has(text)) return;
    const bytes = sizeOf(text, document);
    if (bytes > this.#maxBytes) return;
    for (const [oldest, { bytes: freed }] of this.#entries) {
      if (this.#bytes + bytes <= this.#maxBytes) break;
      this.#entries.delete(oldest);
      this.#bytes -= freed;
    }
    this.#entries.set(text, { document, bytes });
    this.#valid.add(document);
    this.#bytes += bytes;
  }
}
