import { randomUUID } from 'node:crypto';

// Keys of stored files without a row, whose names contain their owner: files derived from a picture, and drafts.

/** Files derived from pictures, in one folder per picture. */
export const sceneFolder = 'scenes';
/** Drafts, in one folder per project: short-lived, and not part of backups. */
export const draftFolder = 'drafts';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const scenePattern = new RegExp(`^${sceneFolder}/(${uuid})/`);
const draftPattern = new RegExp(`^${draftFolder}/(${uuid})/(\\d{1,15})-`);

export type Owner = { imageId: string } | { projectId: string; expiresAt: Date };

/** The folder of files derived from a picture. */
export function scenesOf(imageId: string): string {
  return `${sceneFolder}/${imageId}`;
}

/** A new draft's key. */
export function newDraftKey(projectId: string, expiresAt: Date): string {
  return `${draftFolder}/${projectId}/${expiresAt.getTime()}-${randomUUID()}.mp4`;
}

/** The owner of a file; null if its name does not contain one. */
export function ownerOf(key: string): Owner | null {
  const [, imageId] = scenePattern.exec(key) ?? [];
  if (imageId !== undefined) return { imageId };
  const [, projectId, expiresMs] = draftPattern.exec(key) ?? [];
  return projectId === undefined ? null : { projectId, expiresAt: new Date(Number(expiresMs)) };
}
