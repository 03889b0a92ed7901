import type { Caller } from '../access/caller.ts';
import type { Driftscape, ProjectServices } from '../driftscape.ts';
import type { Log } from '../log.ts';

/** What operations are made of. */
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

/** What every operation gets along with its arguments: of all that belongs to a project, that of who asks alone. */
export interface ApiContext extends Omit<ApiServices, 'forProject'>, ProjectServices {
  /** The project of who asks, for every row that is read: the bearer of a token has that of the animation. */
  projectId: string;
  /** Names this request in answers and logs. */
  requestId: string;
  log: Log;
  /** Who asks. */
  caller: Caller;
  /** Where the answer may be an event stream: what the client has had of it, and what it is told. */
  eventStream?: { lastEventId?: string; sequence?: number; isOver?: boolean };
  /** The address under which this client reaches the server: scheme, host and port, and perhaps a path. */
  baseUrl: string;
  /** The address under which this client reaches an animation's manifest, by its row id. */
  manifestUrl(id: string): string;
  /** The address under which this client reaches a stored file. */
  fileUrl(key: string): string;
  /** The address of a picture of a built-in light. */
  lightPictureUrl(name: string): string;
  /** The address under which this client sends a photo, from the secret that belongs to its upload. */
  uploadUrl(token: string): string;
}
