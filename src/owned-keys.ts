import { randomUUID } from 'node:crypto';

// Keys of stored files that no row names, since their names say whose they are: what was made of a picture, and drafts.

/** What was made of pictures: in a folder for each. */
export const sceneFolder = 'scenes';
/** Drafts, in a folder for each project: soon gone, and in no backup. */
export const draftFolder = 'drafts';

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const scenePattern = new RegExp(`^${sceneFolder}/(${uuid})/`);
const draftPattern = new RegExp(`^${draftFolder}/(${uuid})/(\\d{1,15})-`);

export type Owner = { imageId: string } | { projectId: string; expiresAt: Date };

/** The folder of all that was made of a picture. */
export function scenesOf(imageId: string): string {
  return `${sceneFolder}/${imageId}`;
}

/** A new draft's key. */
export function newDraftKey(projectId: string, expiresAt: Date): string {
  return `${draftFolder}/${projectId}/${expiresAt.getTime()}-${randomUUID()}.mp4`;
}

/** Whose a file is; null for one whose name does not say so. */
export function ownerOf(key: string): Owner | null {
  const [, imageId] = scenePattern.exec(key) ?? [];
  if (imageId !== undefined) return { imageId };
  const [, projectId, expiresMs] = draftPattern.exec(key) ?? [];
  return projectId === undefined ? null : { projectId, expiresAt: new Date(Number(expiresMs)) };
}
