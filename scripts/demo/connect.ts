import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { DriftscapeClient } from '@driftscape/client';
import { webSocket } from '@driftscape/client/websocket';

/** A client of a server that requires no API key. @param url such as the demo server's */
export function connectTo(url: string): DriftscapeClient {
  return new DriftscapeClient({ url: `${url}/graphql`, transport: webSocket });
}

/** Opens a photo on the disk for an upload. */
export async function openPhotoFile(path: string): Promise<File> {
  return new File([await openAsBlob(path)], basename(path));
}
