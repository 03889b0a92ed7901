import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Output of `npm run generate:element`: one module without dependencies. */
const builtFile = fileURLToPath(new URL('../../packages/element/dist/index.js', import.meta.url));

/** The module that defines `<driftscape-video>`. */
export interface ElementScript {
  text: Buffer;
  /** SHA-256, in hexadecimal, of which file names have the first 16 digits. */
  digest: string;
  /** Name that changes with the content, such as `driftscape-video-0123456789abcdef.js`. */
  fileName: string;
  /** For the attribute `integrity` of a `<script>`. */
  integrity: string;
}

/** Name of the current script, whatever its content. */
export const elementFileName = 'driftscape-video.js';

/** Names of scripts of this and of other versions. */
export const hashedElementName = /^driftscape-video-[0-9a-f]{16}\.js$/;

let script: Promise<ElementScript> | undefined;

/** Reads the script once. @throws Error if it was not built */
export function elementScript(): Promise<ElementScript> {
  script ??= readScript();
  return script;
}

async function readScript(): Promise<ElementScript> {
  const text = await readFile(builtFile).catch((error) => {
    throw new Error('The element is not built: run `npm run generate:element`', { cause: error });
  });
  const digest = createHash('sha256').update(text).digest('hex');
  const integrity = `sha384-${createHash('sha384').update(text).digest('base64')}`;
  return { text, digest, fileName: `driftscape-video-${digest.slice(0, 16)}.js`, integrity };
}
