import type { Caller } from '../access/caller.ts';
import type { Driftscape } from '../driftscape.ts';
import type { Log } from '../log.ts';

/** What operations are made of. */
export type ApiServices = Pick<
  Driftscape,
  | 'prisma'
  | 'images'
  | 'uploads'
  | 'presets'
  | 'ownPresets'
  | 'animations'
  | 'queueFeed'
  | 'removal'
  | 'facts'
  | 'access'
  | 'metrics'
  | 'outbound'
  | 'webhooks'
>;

/** What every operation gets along with its arguments. */
export interface ApiContext extends ApiServices {
  /** Names this request in answers and logs. */
  requestId: string;
  log: Log;
  /** Who asks. */
  caller: Caller;
  /** Where the answer may be an event stream: what the client has had of it, and what it is told. */
  eventStream?: { lastEventId?: string; sequence?: number; isOver?: boolean };
  /** The address under which this client reaches a stored file. */
  fileUrl(key: string): string;
  /** The address under which this client sends a photo, from the secret that belongs to its upload. */
  uploadUrl(token: string): string;
}
