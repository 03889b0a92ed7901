import type { ServerResponse } from 'node:http';

const everywhere = "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'";

/** Headers of every response: no scripts, and no framing. */
const headers = {
  'content-security-policy': `default-src 'none'; ${everywhere}`,
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export function setSecurityHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

/** The content security policy of the editor. @param scripts sources that may run, such as `'sha256-…'` */
export function editorPolicy(scripts: readonly string[]): string {
  return [
    "default-src 'none'",
    `script-src ${scripts.join(' ')}`,
    // It uses inline styles, and runs its GraphQL parser in a worker created from a blob.
    "style-src 'unsafe-inline'",
    'worker-src blob: data:',
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    everywhere,
  ].join('; ');
}

/** The content security policy of the studio: only its own scripts and styles, nothing inline, and only this server. */
export const studioPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Photos before their upload, and files that need a key, are shown from memory.
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  everywhere,
].join('; ');
