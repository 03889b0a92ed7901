import type { Caller } from '../access/caller.ts';
import type { Driftscape, ProjectServices } from '../driftscape.ts';
import type { Log } from '../log.ts';

/** The services used by operations. */
export type ApiServices = Pick<
  Driftscape,
  | 'prisma'
  | 'forProject'
  | 'queueFeed'
  | 'imageScenes'
  | 'revocations'
  | 'facts'
  | 'access'
  | 'metrics'
  | 'outbound'
>;

/** The context of every operation. Everything in it is limited to the caller's project. */
export interface ApiContext extends Omit<ApiServices, 'forProject'>, ProjectServices {
  /** The caller's project, for every row that is read; for the bearer of a token, that of the animation. */
  projectId: string;
  /** Id of this request in responses and logs. */
  requestId: string;
  log: Log;
  /** The caller. */
  caller: Caller;
  /** State of the event stream, if the response may be one. */
  eventStream?: { lastEventId?: string; sequence?: number; isOver?: boolean };
  /** The base URL under which this client reaches the server: scheme, host and port, and optionally a path. */
  baseUrl: string;
  /** URL of an animation's manifest for this client, by row id. */
  manifestUrl(id: string): string;
  /** URL of a stored file for this client. */
  fileUrl(key: string): string;
  /** URL of a picture of a built-in light. */
  lightPictureUrl(name: string): string;
  /** URL to which this client sends a photo, from the secret of its upload. */
  uploadUrl(token: string): string;
}
