import type { ApiKeyScope } from '../generated/prisma/client.ts';
import { defaultProject } from '../project.ts';

/** What a caller may do; each scope includes those before it. */
export const scopes = ['read', 'write', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** The caller, as far as it is known. */
export type Caller =
  /** Any caller, if no keys are required. */
  | { kind: 'anyone' }
  | {
      kind: 'key';
      id: string;
      /** The project whose photos, animations, presets, keys and webhooks it gives access to. */
      projectId: string;
      scope: Scope;
      /** Its daily quota (UTC); null: no limit. */
      quota: { animations: number | null; uploadBytes: number | null };
    }
  /** The bearer of a token for one animation, created with the key `keyId` (null if no keys are required). */
  | { kind: 'animation'; animationId: string; keyId: string | null; expiresAt: Date };

export function toScope(scope: ApiKeyScope): Scope {
  return scope.toLowerCase() as Scope;
}

/** Whether the caller has this scope. */
export function hasScope(caller: Caller, scope: Scope): boolean {
  if (caller.kind === 'anyone') return true;
  return caller.kind === 'key' && scopes.indexOf(caller.scope) >= scopes.indexOf(scope);
}

/** The project of a caller with a key, or without one if none is required. */
export function projectOf(caller: Exclude<Caller, { kind: 'animation' }>): string {
  return caller.kind === 'key' ? caller.projectId : defaultProject;
}

/**
 * Identity of a caller for fair scheduling: a key, or the bearers of all tokens of a key; null if no keys are required.
 */
export function clientOf(caller: Caller): string | null {
  if (caller.kind === 'anyone') return null;
  if (caller.kind === 'key') return caller.id;
  return caller.keyId && `tokens of ${caller.keyId}`;
}

/**
 * Whether the caller administers the server: everything across projects is reserved for administrators of the first
 * project.
 */
export function isOperator(caller: Caller): boolean {
  return caller.kind !== 'animation' && hasScope(caller, 'admin') && projectOf(caller) === defaultProject;
}

/** Whether the caller holds a token for this animation (its row id). */
export function holdsTokenFor(caller: Caller, animationId: string): boolean {
  return caller.kind === 'animation' && caller.animationId === animationId;
}
