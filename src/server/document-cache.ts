import type { DocumentNode } from 'graphql';

/** Bytes that a parsed token takes at most, as measured with fields of one letter; its text comes on top. */
const bytesPerToken = 700;
const bytesPerCharacter = 2;

/** What a document takes in memory, rounded up: its text, and the nodes and tokens that the parser made of it. */
function sizeOf(text: string, document: DocumentNode): number {
  let tokens = 0;
  for (let token = document.loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return text.length * bytesPerCharacter + tokens * bytesPerToken;
}

/**
 * Remembers valid documents by their text, the ones used last, so that they are parsed and validated once. Bounded in bytes:
 * a count would let long documents fill the memory. Nothing is remembered of invalid ones.
 */
export class DocumentCache {
  readonly #maxBytes: number;
  readonly #entries = new Map<string, { document: DocumentNode; bytes: number }>();
  readonly #valid = new WeakSet<DocumentNode>();
  #bytes = 0;

  /** @param maxBytes for all documents together; one that is larger is not kept */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** What the kept documents take, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  find(text: string): DocumentNode | null {
    const entry = this.#entries.get(text);
    if (!entry) return null;
    // A map keeps the order of insertion: the one used last goes to its end.
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
