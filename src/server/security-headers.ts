import type { ServerResponse } from 'node:http';

const everywhere = "frame-ancestors 'none'; base-uri 'none'; object-src 'none'; form-action 'self'";

/** Headers of every answer: no page runs anything, and none may frame another. */
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
    // It writes its styles into the page, and its parser of GraphQL runs in a worker that it makes of text.
    "style-src 'unsafe-inline'",
    'worker-src blob: data:',
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    everywhere,
  ].join('; ');
}

/** The content security policy of the studio: its own scripts and styles, nothing written into the page, this server alone. */
export const studioPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // Photos before they are sent, and files that a key is needed for, are shown from memory.
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  everywhere,
].join('; ');
