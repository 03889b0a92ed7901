import { notFound, UserError } from '../errors.ts';
import { filesPath, manifestPath, urlOf } from '../file-url.ts';
import type { Animation, FileLink, Output, Prisma } from '../generated/prisma/client.ts';
import { mainPoster, mainVideo } from '../outputs/main-outputs.ts';
import { newestFirst } from './animations.ts';
import type { ApiContext } from './context.ts';
import { createdWithin, type DateRange } from './date-range.ts';
import { encodeGlobalId, requireRowId, rowId } from './global-id.ts';
import { relocateError } from './relocate-error.ts';

const inOrder = { orderBy: { position: 'asc' } } as const;

export const linkTargets = ['MANIFEST', 'VIDEO', 'POSTER', 'OUTPUT'] as const;
export type LinkTarget = (typeof linkTargets)[number];

export interface CreateFileLinkArguments {
  animationId: string;
  target?: LinkTarget | null;
  /** Index in the animation's outputs, from 0. */
  output?: number | null;
  withCompanions?: boolean | null;
  expiresAt: Date;
}

/**
 * @throws UserError NOT_FOUND, NOT_ENDED for a file that does not exist yet, INVALID_INPUT for a date out of range or
 * too many links
 */
export async function createFileLink(
  { animationId, target, output: place, withCompanions, expiresAt }: CreateFileLinkArguments,
  { access, caller, prisma, projectId, log }: ApiContext,
): Promise<FileLink> {
  const id = requireRowId('Animation', animationId, ['input', 'animationId']);
  const row = await prisma.animation.findUnique({ where: { id, projectId }, include: { outputs: inOrder } });
  if (!row) throw notFound('Animation', id, { path: ['input', 'animationId'] });
  if (target != null && target !== 'OUTPUT' && place != null) {
    const message = 'Expected `target` or `output`, but received both; leave one out';
    throw new UserError('INVALID_INPUT', message, { path: ['input', 'output'] });
  }
  if (target === 'OUTPUT' && place == null) {
    const message =
      'Expected `output` beside the target OUTPUT, but received none; give the index of the file in `outputs`, 0 is the first';
    throw new UserError('INVALID_INPUT', message, { path: ['input', 'output'] });
  }
  const isManifest = place == null && (target == null || target === 'MANIFEST');
  if (withCompanions && !isManifest) {
    const message =
      'Expected a link to the manifest for companions, but this one leads to a single file; leave out `withCompanions`, or `target` and `output`';
    throw new UserError('INVALID_INPUT', message, { path: ['input', 'withCompanions'] });
  }
  if (place != null && row.outputs.length > 0 && !row.outputs[place]) {
    const message = `Expected the index of one of the ${row.outputs.length} files in \`outputs\`, from 0 to ${row.outputs.length - 1}, but received ${place}`;
    throw new UserError('INVALID_INPUT', message, { path: ['input', 'output'] });
  }
  const main = target === 'VIDEO' ? mainVideo(row.outputs) : mainPoster(row.outputs);
  const output = place == null ? main : row.outputs[place];
  if (!isManifest && !output) {
    const what = target === 'VIDEO' ? 'video' : 'poster';
    const none = `Expected an animation with a ${what}, but this one was made without; link to one of its outputs`;
    if (row.status === 'SUCCEEDED') throw new UserError('INVALID_INPUT', none, { path: ['input', 'target'] });
    const message = `Expected an animation that has succeeded, but it is ${row.status.toLowerCase()}; link to its manifest, or wait for its end`;
    throw new UserError('NOT_ENDED', message, {
      path: ['input', place == null ? 'target' : 'output'],
      subject: { type: 'Animation', id },
    });
  }
  try {
    const storageKey = isManifest ? null : (output?.storageKey ?? null);
    const made = { animationId: id, storageKey, withCompanions: withCompanions ?? false, expiresAt };
    const link = await access.links.create(made, caller);
    log.info({ animation: id, link: link.id, until: link.expiresAt }, 'made a link');
    return link;
  } catch (error) {
    throw relocateError(error, ({ code, path }) => [
      'input',
      ...(code === 'NOT_FOUND' ? ['animationId'] : path),
    ]);
  }
}

/** The target of a link among the current outputs of its animation. */
export function linkTarget(
  storageKey: string | null,
  outputs: readonly Pick<Output, 'storageKey' | 'kind' | 'format' | 'crop'>[],
): LinkTarget {
  if (storageKey === null) return 'MANIFEST';
  if (mainVideo(outputs)?.storageKey === storageKey) return 'VIDEO';
  return mainPoster(outputs)?.storageKey === storageKey ? 'POSTER' : 'OUTPUT';
}

/** URL of a link; null once it has expired or was revoked. */
export async function linkUrl(link: FileLink, { access, baseUrl }: ApiContext): Promise<string | null> {
  const path = link.storageKey
    ? `${filesPath}${link.storageKey}`
    : manifestPath(encodeGlobalId('Animation', link.animationId));
  const sign = await access.links.signer(link);
  return sign && urlOf(baseUrl, `${path}?link=${sign(path)}`);
}

/** @throws UserError NOT_FOUND */
export async function revokeFileLink(
  { linkId }: { linkId: string },
  { access, projectId, log }: ApiContext,
): Promise<FileLink> {
  const path = ['input', 'linkId'];
  const id = requireRowId('FileLink', linkId, path);
  try {
    const link = await access.links.revoke(id, projectId);
    log.info({ link: id }, 'revoked a link');
    return link;
  } catch (error) {
    throw relocateError(error, () => path);
  }
}

/** @returns the animation whose links were revoked. @throws UserError NOT_FOUND */
export async function revokeFileLinks(
  { animationId }: { animationId: string },
  { access, prisma, projectId, log }: ApiContext,
): Promise<Animation> {
  const path = ['input', 'animationId'];
  const id = requireRowId('Animation', animationId, path);
  const row = await prisma.animation.findUnique({ where: { id, projectId } });
  if (!row) throw notFound('Animation', id, { path });
  const count = await access.links.revokeOfAnimation(id);
  log.info({ animation: id, links: count }, 'revoked all links of an animation');
  return row;
}

export interface FileLinkFilter extends DateRange {
  animationId?: string | null;
  isGood?: boolean | null;
}

/** A page of links, newest first. `query` is the selection and the page that Pothos planned. */
export async function fileLinks(
  query: Pick<Prisma.FileLinkFindManyArgs, 'include' | 'cursor' | 'take' | 'skip'>,
  filter: FileLinkFilter | null | undefined,
  { access, prisma, projectId }: ApiContext,
): Promise<FileLink[]> {
  const where: Prisma.FileLinkWhereInput = { animation: { projectId }, ...createdWithin(filter) };
  const { animationId, isGood } = filter ?? {};
  // An unknown id matches no row.
  if (animationId != null) where.animationId = rowId('Animation', animationId) ?? '';
  if (isGood === true) Object.assign(where, access.links.good());
  if (isGood === false) where.NOT = access.links.good();
  return prisma.fileLink.findMany({ ...query, where, orderBy: newestFirst });
}
