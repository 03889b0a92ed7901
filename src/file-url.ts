/** Where files are served. */
export const filesPath = '/files/';

/** @param base scheme, host and port, and perhaps a path, of the server */
export function fileUrl(base: string, key: string): string {
  return `${base.replace(/\/$/, '')}${filesPath}${key}`;
}
