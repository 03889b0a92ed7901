const contentTypes: Record<string, string> = {
  avif: 'image/avif',
  gif: 'image/gif',
  jpg: 'image/jpeg',
  mov: 'video/quicktime',
  mp4: 'video/mp4',
  png: 'image/png',
  tiff: 'image/tiff',
  webm: 'video/webm',
  webp: 'image/webp',
  zip: 'application/zip',
};

/** Temporary files: never served, and not part of backups. */
export const waitingFolder = 'waiting';

const segment = /^[a-z0-9][a-z0-9._-]{0,127}$/;

/** Whether a text is a valid key: at least a folder and a file name, and nothing that could lead elsewhere. */
export function isKey(text: string): boolean {
  const segments = text.split('/');
  return segments.length > 1 && segments.length <= 8 && segments.every((name) => segment.test(name));
}

export function contentTypeOf(key: string): string {
  return contentTypes[key.slice(key.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}
