import type fc from 'fast-check';
import type { FuzzedServer } from './fuzzed-server.ts';

/** Something that takes input from outside, and how input is thrown at it. */
export interface Target<Case = unknown> {
  name: string;
  /** Of all cases, the part that this target gets. */
  share: number;
  cases: fc.Arbitrary<Case>;
  /** @throws Error when something crashed or hung, or an answer gave something away */
  attempt(input: Case, server: FuzzedServer): Promise<void>;
  close?(): Promise<void>;
}
