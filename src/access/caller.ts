import type { ApiKeyScope } from '../generated/prisma/client.ts';
import { defaultProject } from '../project.ts';

/** What a caller may do; each includes those before it. */
export const scopes = ['read', 'write', 'admin'] as const;
export type Scope = (typeof scopes)[number];

/** Who asks, as far as it is known. */
export type Caller =
  /** Whoever reaches the server, where no keys are asked for. */
  | { kind: 'anyone' }
  | {
      kind: 'key';
      id: string;
      /** Whose photos, animations, presets, keys and webhooks it is for. */
      projectId: string;
      scope: Scope;
      /** What it may do in a day (UTC); null for any amount. */
      quota: { animations: number | null; uploadBytes: number | null };
    }
  /** The bearer of a token for one animation, made with the key `keyId` (null where no keys are asked for). */
  | { kind: 'animation'; animationId: string; keyId: string | null; expiresAt: Date };

export function toScope(scope: ApiKeyScope): Scope {
  return scope.toLowerCase() as Scope;
}

/** Whether the caller may do what needs this scope. */
export function hasScope(caller: Caller, scope: Scope): boolean {
  if (caller.kind === 'anyone') return true;
  return caller.kind === 'key' && scopes.indexOf(caller.scope) >= scopes.indexOf(scope);
}

/** The project of whoever asks with a key, or without where nobody needs one. */
export function projectOf(caller: Exclude<Caller, { kind: 'animation' }>): string {
  return caller.kind === 'key' ? caller.projectId : defaultProject;
}

/** Whom a caller takes turns as: a key, or the bearers of all tokens of one; null where nobody needs a key. */
export function clientOf(caller: Caller): string | null {
  if (caller.kind === 'anyone') return null;
  if (caller.kind === 'key') return caller.id;
  return caller.keyId && `tokens of ${caller.keyId}`;
}

/** Whether the caller runs the server: all that concerns more than one project is for administrators of the first. */
export function isOperator(caller: Caller): boolean {
  return caller.kind !== 'animation' && hasScope(caller, 'admin') && projectOf(caller) === defaultProject;
}

/** Whether the caller holds a token for this animation (its row id). */
export function holdsTokenFor(caller: Caller, animationId: string): boolean {
  return caller.kind === 'animation' && caller.animationId === animationId;
}
