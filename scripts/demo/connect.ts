import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { DriftscapeClient } from '@driftscape/client';
import { webSocket } from '@driftscape/client/websocket';

/** A client of a server that asks for no key. @param url as of the demo's server */
export function connectTo(url: string): DriftscapeClient {
  return new DriftscapeClient({ url: `${url}/graphql`, transport: webSocket });
}

/** A photo on the disk, to be uploaded. */
export async function openPhotoFile(path: string): Promise<File> {
  return new File([await openAsBlob(path)], basename(path));
}
