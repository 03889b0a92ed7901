import { signal } from '@preact/signals';
import type { ResultOf } from '../api/graphql.ts';
import * as operations from '../api/operations.ts';
import { send } from '../api/send.ts';
import { complain } from './notice.ts';

export type Preset = ResultOf<typeof operations.server>['latentPresets']['nodes'][number];

/** What the server has by name; null until it is known. */
export const presets = signal<readonly Preset[] | null>(null);
/** Largest photo file that it takes, in bytes. */
export const maxUploadBytes = signal<number | null>(null);

/** Asks what the server has. @returns whether it lets the page in */
export async function meetServer(): Promise<boolean> {
  try {
    const { latentPresets, serverInfo } = await send(operations.server, {});
    presets.value = latentPresets.nodes;
    maxUploadBytes.value = serverInfo.limits.maxUploadBytes;
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}
