import type { Writable } from 'node:stream';
import packageFile from '../package.json' with { type: 'json' };
import { type Access, openAccess } from './access/access.ts';
import { openLinkSecrets } from './access/links/secrets.ts';
import { Revocations } from './access/revocations.ts';
import { tokenSecret } from './access/token-secret.ts';
import { Animations } from './animations/animations.ts';
import { EventFeeds } from './animations/events/feeds.ts';
import { EventNotifier } from './animations/events/notifier.ts';
import { Companions } from './animations/outputs/companions.ts';
import { FinishedRenders } from './animations/outputs/finished-renders.ts';
import { Removal } from './animations/outputs/removal.ts';
import { QueueFeed } from './animations/queue/feed.ts';
import { QueuePlaces } from './animations/queue/places.ts';
import { SharedRead } from './animations/streams/shared-read.ts';
import { outputFolder } from './animations/work/perform.ts';
import type { Runs } from './animations/work/runs.ts';
import type { Config } from './config.ts';
import { DraftFiles } from './drafts/draft-files.ts';
import { Drafts } from './drafts/drafts.ts';
import { ImageScenes } from './drafts/image-scenes.ts';
import { Sessions } from './drafts/sessions.ts';
import { FairTurns } from './fair-turns.ts';
import { fileUrl } from './file-url.ts';
import type { PrismaClient } from './generated/prisma/client.ts';
import { CleanPhotos } from './images/clean-photos.ts';
import { Images, imageFolder } from './images/images.ts';
import { Uploads } from './images/uploads.ts';
import { builtInLooks } from './inference/built-in-looks.ts';
import { readContents } from './inference/bundle/contents.ts';
import { builtInPresets } from './inference/bundle/presets.ts';
import { type DraftEngine, DraftProcess } from './inference/engine/draft-client.ts';
import { readApart } from './inference/engine/read-apart.ts';
import { type JobsOptions, keepOn, openJobs } from './jobs.ts';
import { Orphans } from './leftovers/orphans.ts';
import type { Log } from './log.ts';
import { Outbound } from './net/outbound.ts';
import { Metrics, type QueueState } from './observability/metrics.ts';
import { queueState, type Readiness, readiness } from './observability/state.ts';
import { sceneFolder } from './owned-keys.ts';
import { Clips } from './presets/clips.ts';
import { OwnPresets } from './presets/own-presets.ts';
import { PictureLooks } from './presets/picture-looks.ts';
import { Presets } from './presets/presets.ts';
import { PreviewedPhotos } from './presets/previewed-photos.ts';
import type { FileReader } from './presets/reading-turns.ts';
import { defaultProject } from './project.ts';
import { Rendering, type RenderingOptions } from './rendering.ts';
import { encodeGlobalId } from './resolvers/global-id.ts';
import type { ServerFacts } from './resolvers/server-facts.ts';
import { Retention } from './retention/retention.ts';
import { Sweeping } from './retention/sweeping.ts';
import { waitingFolder } from './storage/key.ts';
import type { Storage } from './storage/storage.ts';
import { WebhookDispatcher } from './webhooks/dispatcher.ts';
import type { PublicNames } from './webhooks/message.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** Everything that belongs to a project. */
export interface ProjectServices {
  images: Images;
  uploads: Uploads;
  presets: Presets;
  ownPresets: OwnPresets;
  pictureLooks: PictureLooks;
  clips: Clips;
  previewedPhotos: PreviewedPhotos;
  animations: Animations;
  removal: Removal;
  drafts: Drafts;
  webhooks: Webhooks;
}

/** Everything below the API. Project members are those of the first project. */
export interface Driftscape extends ProjectServices {
  prisma: PrismaClient;
  storage: Storage;
  /** Photos as sent to callers with scope read only. */
  cleanPhotos: CleanPhotos;
  /** The same for another project. */
  forProject(projectId: string): ProjectServices;
  queueFeed: QueueFeed;
  imageScenes: ImageScenes;
  draftFiles: DraftFiles;
  facts: ServerFacts;
  access: Access;
  revocations: Revocations;
  metrics: Metrics;
  /** Checks that every part works. */
  readiness(): Promise<Readiness>;
  /** Writes a backup of all data during operation; null if the database is on a server. */
  backUp: ((destination: Writable) => Promise<unknown>) | null;
  queueState(): Promise<QueueState>;
  /** Requests to URLs from clients. */
  outbound: Outbound;
  /** Sets the address under which clients reach the server, used if PUBLIC_URL is not set. */
  serveAt(url: string): void;
  /**
   * Resolves when the engine is ready, if this process renders, and the hourly sweep is scheduled. Until then
   * animations wait in the queue.
   * @throws UserError INVALID_BUNDLE, ENGINE_CRASHED, INVALID_SETTINGS for a kernel or an encoder that this machine
   *   does not have
   */
  whenStarted(): Promise<void>;
  /** Takes no more animations from the queue; the current one is finished within the grace period or returned. */
  stopWorking(): Promise<void>;
  /** Stops the worker (its animation returns to the queue), ends every event stream, closes the database. */
  close(): Promise<void>;
}

export interface DriftscapeOptions extends JobsOptions, Pick<RenderingOptions, 'startEngine'> {
  /** Awaited before the engine and the hourly sweep start, which responses do not need. Default: nothing. */
  startAfter?: Promise<unknown>;
  /** Makes drafts. Default: with the bundle's networks, in a separate process that is started for the first one. */
  draftEngine?: DraftEngine;
  /** Reads the files from which presets are made. Default: with the bundle's networks, in a separate process. */
  reader?: FileReader;
  /** Returns the current time for the expiry of links, in ms since 1970. Default: the machine's clock. */
  now?: () => number;
  /** How often to check for deliveries whose delay is over. Default: 5 s. */
  webhookPollMs?: number;
}

/**
 * Opens everything below the API, recovers work left by a killed process, and, unless other processes do so, starts to
 * process the queue.
 * @throws UserError INVALID_BUNDLE; Error if the database is in use or unreachable
 */
export async function openDriftscape(config: Config, options: DriftscapeOptions): Promise<Driftscape> {
  const { log, reader = readerWith(config.bundleDirectory) } = options;
  // Opened resources are closed in reverse order, here if a later step fails, otherwise by close().
  await using opened = new AsyncDisposableStack();
  const keep = keepOn(opened);

  // Its networks are validated by the engine, the only process that opens them.
  const bundle = await readContents(config.bundleDirectory);
  const outbound = keep(new Outbound({ allow: config.fetchAllow }));
  const jobs = await openJobs(config, options, keep);
  const { database, storage, removals, deliveryQueue, outbox, lifecycle, runs } = jobs;
  const { prisma, dump, vacuum } = database;
  const webhooks = new Webhooks(prisma, deliveryQueue, outbox, outbound);
  const orphans = new Orphans(prisma, storage, [imageFolder, outputFolder, sceneFolder, waitingFolder]);
  if (database.isExclusive) await tidy(orphans, runs, log);

  const presets = new Presets(prisma);
  await presets.seed(builtInPresets(bundle.codebook, builtInLooks), bundle.id);
  const images = new Images(prisma, storage, config);
  const uploads = new Uploads(prisma, storage, images, removals);
  const notifier = keep(await EventNotifier.open(database));
  const queueFeed = keep(await QueueFeed.open(database));
  const places = new QueuePlaces(prisma);
  const animations = new Animations({
    prisma,
    finished: new FinishedRenders(storage, bundle),
    companions: new Companions(prisma),
    listener: outbox,
    lifecycle,
    places,
    feeds: new EventFeeds(prisma, notifier, places),
    maxQueued: config.maxQueued,
  });

  const secrets = {
    tokens: await tokenSecret(config.dataDirectory, config.tokenSecret),
    links: openLinkSecrets(config.dataDirectory, config.linkSecrets, options.now),
  };
  const access = openAccess(config, prisma, secrets, options.now);
  const revocations = keep(await Revocations.open(database));

  const metrics = new Metrics();
  const rendering = config.hasEmbeddedWorker
    ? keep(Rendering.begin(config, jobs, { ...options, metrics }))
    : null;

  let address = `http://${config.host}:${config.port}`;
  const names: PublicNames = {
    globalId: encodeGlobalId,
    fileUrl: (key) => fileUrl(config.publicUrl ?? address, key),
  };
  keep(
    await WebhookDispatcher.start({
      prisma,
      queue: deliveryQueue,
      outbound,
      names,
      log,
      pollMs: options.webhookPollMs,
    }),
  );

  const draftFiles = keep(new DraftFiles(storage));
  await draftFiles.sweep();
  const engine = keep(options.draftEngine ?? draftProcess(config, log));
  const parts = { prisma, storage, engine, turns: new FairTurns(1) };
  const drafts = new Drafts({ ...parts, sessions: new Sessions(), files: draftFiles });
  const imageScenes = new ImageScenes({ ...parts, bundleChecksum: bundle.checksum });

  const removal = new Removal(prisma, removals, storage);
  const shared = database.isExclusive ? {} : { orphans };
  const stores = { prisma, storage, removal, removals, uploads, drafts: draftFiles, vacuum, ...shared };
  const retention = new Retention(stores, config.retainDays);
  const sweeping = keep(Sweeping.begin(database, retention, log, options.startAfter));

  const first: ProjectServices = {
    images,
    uploads,
    presets,
    ownPresets: new OwnPresets(prisma, bundle.id),
    pictureLooks: new PictureLooks(prisma, storage, reader.light),
    clips: new Clips(storage, reader),
    previewedPhotos: new PreviewedPhotos(storage, reader.previews),
    animations,
    removal: removal.of(defaultProject),
    drafts,
    webhooks,
  };
  const forProject = (projectId: string): ProjectServices =>
    projectId === defaultProject
      ? first
      : {
          images: images.of(projectId),
          uploads: uploads.of(projectId),
          presets: presets.of(projectId),
          ownPresets: first.ownPresets.of(projectId),
          pictureLooks: first.pictureLooks.of(projectId),
          clips: first.clips.of(projectId),
          previewedPhotos: first.previewedPhotos,
          animations: animations.of(projectId),
          removal: removal.of(projectId),
          drafts: drafts.of(projectId),
          webhooks: webhooks.of(projectId),
        };

  // Callers need no key, so only one check runs at a time, also if it hangs because of a missing volume.
  const storageChecks = new SharedRead(() => storage.check());
  const looks = new SharedRead(() => readiness(prisma, () => storageChecks.ask(), rendering !== null));
  const resources = opened.move();
  return {
    prisma,
    storage,
    cleanPhotos: new CleanPhotos(storage),
    ...first,
    forProject,
    queueFeed,
    imageScenes,
    draftFiles,
    facts: {
      version: packageFile.version,
      rendering: async () => rendering?.started ?? { device: 'none', renderer: 'none', encoder: 'none' },
      bundle,
      limits: config,
    },
    access,
    revocations,
    metrics,
    backUp: dump
      ? async (destination) => {
          // The rows of the dump may refer to files that are deleted meanwhile.
          using _hold = removals.hold();
          const { writeBackup } = await import('./backup/write-backup.ts');
          return await writeBackup(await dump(), storage, destination);
        }
      : null,
    readiness: () => looks.ask(),
    queueState: () => queueState(prisma),
    outbound,
    serveAt(url) {
      address = url;
    },
    whenStarted: async () => void (await Promise.all([rendering?.started, sweeping.started])),
    stopWorking: async () => rendering?.stopWorking(),
    close: () => resources.disposeAsync(),
  };
}

function draftProcess({ bundleDirectory, device, kernel, drafts }: Config, log: Log): DraftEngine {
  const tell = (line: string) => log.info({ from: 'drafts' }, line);
  return new DraftProcess({ bundleDirectory, device, kernel, idleMinutes: drafts.idleMinutes, log: tell });
}

function readerWith(bundleDirectory: string): FileReader {
  return {
    light: (path) => readApart(bundleDirectory, 'light', path),
    previews: (path) => readApart(bundleDirectory, 'previews', path),
    motion: (path) => readApart(bundleDirectory, 'motion', path),
    clipLight: (path) => readApart(bundleDirectory, 'clipLight', path),
  };
}

/** Recovers work left by a killed process. No other process can use these data. */
async function tidy(orphans: Orphans, runs: Runs, log: Log): Promise<void> {
  const recovered = await runs.recover();
  if (recovered > 0) log.info({ animations: recovered }, 'put interrupted animations back into the queue');
  const removed = await orphans.sweep();
  if (removed > 0) log.info({ files: removed }, 'removed files that an interrupted process left');
}
