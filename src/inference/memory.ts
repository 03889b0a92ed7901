/** The last result of a step, and its inputs. */
interface Remembered {
  parts: readonly unknown[];
  made: unknown;
}

/**
 * Memoises the last result of each step, so that a step with the same inputs is not repeated: little changes between
 * two drafts of a photo. Returned results must not be modified.
 */
export class Memory {
  readonly #last = new Map<string, Remembered>();

  /**
   * @param step name of the step
   * @param parts all inputs; they are equal if they are the same object, or the same bytes
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
