import type { PrismaClient } from '../generated/prisma/client.ts';
import type { Caller } from './caller.ts';

/** Channel of LISTEN and NOTIFY for revoked keys; the payload is the key's id. */
export const revocationChannel = 'api_key_revoked';

/** Called with the id of each revoked key; `null` if some notifications may have been lost. */
type Listen = (channel: string, receive: (id: string | null) => void) => Promise<() => Promise<void>>;

/** An admission that can end: its signal aborts then. Dispose it together with the admitted work. */
export interface Admission extends Disposable {
  readonly signal: AbortSignal;
}

/** Ends long-running work, such as an event stream, when its key is revoked or its token expires. */
export class Revocations {
  readonly #prisma: PrismaClient;
  readonly #admitted = new Map<string, Set<AbortController>>();
  #unlisten: () => Promise<void> = async () => {};

  constructor(prisma: PrismaClient) {
    this.#prisma = prisma;
  }

  static async open({ prisma, listen }: { prisma: PrismaClient; listen: Listen }): Promise<Revocations> {
    const revocations = new Revocations(prisma);
    revocations.#unlisten = await listen(revocationChannel, (id) => {
      if (id === null) revocations.#lookAgain().catch(() => {});
      else revocations.#end(id);
    });
    return revocations;
  }

  /** Watches a caller who has just been authenticated. */
  admit(caller: Caller): Admission {
    const controller = new AbortController();
    const keyId = caller.kind === 'key' ? caller.id : caller.kind === 'animation' ? caller.keyId : null;
    const admitted = keyId === null ? null : (this.#admitted.get(keyId) ?? new Set());
    if (keyId !== null && admitted) this.#admitted.set(keyId, admitted.add(controller));
    const expiry = caller.kind === 'animation' ? caller.expiresAt.getTime() - Date.now() : null;
    const timer = expiry === null ? undefined : setTimeout(() => controller.abort(), Math.max(0, expiry));
    return {
      signal: controller.signal,
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        admitted?.delete(controller);
        if (keyId !== null && admitted?.size === 0) this.#admitted.delete(keyId);
      },
    };
  }

  async close(): Promise<void> {
    await this.#unlisten();
  }

  #end(keyId: string): void {
    for (const controller of this.#admitted.get(keyId) ?? []) controller.abort();
  }

  async #lookAgain(): Promise<void> {
    const where = { id: { in: [...this.#admitted.keys()] }, revokedAt: { not: null } };
    for (const { id } of await this.#prisma.apiKey.findMany({ where, select: { id: true } })) this.#end(id);
  }
}
