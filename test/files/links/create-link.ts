import type { FileBench, StoredAnimation } from '../file-bench.ts';

export const dayMs = 86_400_000;

export const create = `mutation ($input: CreateFileLinkInput!) {
  createFileLink(input: $input) {
    ... on CreateFileLinkSuccess { link { id url target expiresAt revokedAt animation { id } } }
    ... on UserError { code message path }
  }
}`;

/** Creates a link with a key of scope write, or another one. */
export async function createLink(
  bench: FileBench,
  { globalId: animationId }: StoredAnimation,
  target = 'VIDEO',
  lifetimeMs = dayMs,
  key?: string,
): Promise<{ id: string; url: string; target: string }> {
  const input = { animationId, target, expiresAt: bench.in(lifetimeMs) };
  return (await bench.ask(create, { input }, key)).createFileLink.link;
}
