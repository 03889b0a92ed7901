import type { Animations } from './animations/animations.ts';
import type { Config } from './config.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import type { Images } from './images/images.ts';
import type { Log } from './log.ts';
import type { Presets } from './presets/presets.ts';
import type { Storage } from './storage/storage.ts';

/** Everything below the API. */
export interface Driftscape {
  prisma: PrismaClient;
  storage: Storage;
  images: Images;
  presets: Presets;
  animations: Animations;
  /** Stops the worker (its job goes back to the queue), ends every event stream, closes the database. */
  close(): Promise<void>;
}

export declare function openDriftscape(config: Config, options: { log: Log }): Promise<Driftscape>;
