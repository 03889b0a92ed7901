/** What one step made last, and what of. */
interface Remembered {
  parts: readonly unknown[];
  made: unknown;
}

/**
 * Keeps what steps made last, so that one that would be made of the same things again is not done twice: between two drafts of a photo
 * little changes. Nobody may write to what is given out.
 */
export class Memory {
  readonly #last = new Map<string, Remembered>();

  /**
   * @param step names what is made
   * @param parts all that decides what comes of it: things that are the same object, or the same bytes, are the same
   */
  async of<Made>(step: string, parts: readonly unknown[], make: () => Made | Promise<Made>): Promise<Made> {
    const last = this.#last.get(step);
    if (last && areSame(last.parts, parts)) return last.made as Made;
    const made = await make();
    this.#last.set(step, { parts, made });
    return made;
  }
}

function areSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((part, i) => isSame(part, b[i]));
}

function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return Object.is(a, b);
}
