import type { Caller } from '../access/caller.ts';
import type { Driftscape } from '../driftscape.ts';
import type { Log } from '../log.ts';

/** What every operation gets along with its arguments. */
export interface ApiContext
  extends Pick<
    Driftscape,
    | 'prisma'
    | 'images'
    | 'presets'
    | 'ownPresets'
    | 'animations'
    | 'removal'
    | 'facts'
    | 'access'
    | 'metrics'
    | 'outbound'
    | 'webhooks'
  > {
  /** Names this request in answers and logs. */
  requestId: string;
  log: Log;
  /** Who asks. */
  caller: Caller;
  /** The address under which this client reaches a stored file. */
  fileUrl(key: string): string;
}
