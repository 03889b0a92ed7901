/** Where files are served. */
export const filesPath = '/files/';

/** @param base scheme, host and port, and optionally a path, of the server */
export function fileUrl(base: string, key: string): string {
  return `${base.replace(/\/$/, '')}${filesPath}${key}`;
}

/** Where manifests are served. */
export const manifestsPath = '/manifests/';

/** The path of an animation's manifest. @param id its global id */
export function manifestPath(id: string): string {
  return `${manifestsPath}${id}.json`;
}

/** @param base as of {@link fileUrl} @param path of this server, from the `/` on, such as of {@link manifestPath} */
export function urlOf(base: string, path: string): string {
  return `${base.replace(/\/$/, '')}${path}`;
}

/** Where announced photos are sent. */
export const uploadsPath = '/uploads/';

/** @param base as of {@link fileUrl} @param token the secret that belongs to the upload */
export function uploadUrl(base: string, token: string): string {
  return `${base.replace(/\/$/, '')}${uploadsPath}${token}`;
}

/** Where the script of `<driftscape-video>` is served. */
export const elementPath = '/element/';

/** Where pictures of the built-in lights are served. */
export const lightsPath = '/lights/';

/** @param base as of {@link fileUrl} @param name of the picture's file */
export function lightPictureUrl(base: string, name: string): string {
  return `${base.replace(/\/$/, '')}${lightsPath}${name}`;
}
