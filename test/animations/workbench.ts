import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Animations, type AnimationsParts } from '../../src/animations/animations.ts';
import type { AnimationEvent } from '../../src/animations/events/events.ts';
import { EventFeeds } from '../../src/animations/events/feeds.ts';
import { EventNotifier } from '../../src/animations/events/notifier.ts';
import type { RetryPolicy } from '../../src/animations/lifecycle/job-lifecycle.ts';
import { JobLifecycle } from '../../src/animations/lifecycle/job-lifecycle.ts';
import { Companions } from '../../src/animations/outputs/companions.ts';
import { FinishedRenders } from '../../src/animations/outputs/finished-renders.ts';
import { QueueFeed } from '../../src/animations/queue/feed.ts';
import { QueuePlaces } from '../../src/animations/queue/places.ts';
import { Runs } from '../../src/animations/work/runs.ts';
import { Worker, type WorkerParts } from '../../src/animations/work/worker.ts';
import { type Database, openDatabase } from '../../src/database/database.ts';
import { FileRemovals } from '../../src/leftovers/file-removals.ts';
import { defaultProject } from '../../src/project.ts';
import { DiskStorage } from '../../src/storage/disk.ts';
import type { OpenTestDatabase, TestDatabase } from '../support/databases.ts';
import { nobodyListens } from '../support/nobody-listens.ts';
import { silentLog } from '../support/silent-log.ts';
import { ScriptedEngine } from './scripted-engine.ts';

/** Three attempts without a pause. */
export const retryAtOnce: RetryPolicy = { maxAttempts: 3, firstSeconds: 0, longestSeconds: 0 };

const bundle = { id: 'test@1.0.0', checksum: 'test' };

/** All that animations need, on its own database, with an engine that the test plays. */
export class Workbench implements AsyncDisposable {
  readonly engine = new ScriptedEngine();
  readonly database: Database;
  readonly storage: DiskStorage;
  readonly removals: FileRemovals;
  readonly runs: Runs;
  readonly notifier: EventNotifier;
  readonly queueFeed: QueueFeed;
  readonly animations: Animations;
  readonly #parts: AnimationsParts;
  readonly #filesFolder: string;
  #worker: Worker | null = null;

  private constructor(
    database: Database,
    storage: DiskStorage,
    notifier: EventNotifier,
    queueFeed: QueueFeed,
    files: string,
    retries: RetryPolicy,
  ) {
    this.database = database;
    this.storage = storage;
    this.removals = new FileRemovals(database.prisma, storage, silentLog);
    this.notifier = notifier;
    this.queueFeed = queueFeed;
    this.#filesFolder = files;
    const lifecycle = new JobLifecycle(nobodyListens, retries);
    this.runs = new Runs(database.prisma, lifecycle);
    const { prisma } = database;
    const places = new QueuePlaces(prisma);
    this.#parts = {
      prisma,
      finished: new FinishedRenders(storage, bundle),
      companions: new Companions(prisma),
      listener: nobodyListens,
      lifecycle,
      places,
      feeds: new EventFeeds(prisma, notifier, places),
      maxQueued: 0,
    };
    this.animations = new Animations(this.#parts);
  }

  /** @param options.files where photos and videos are stored, if not beside the database */
  static async open(
    { config }: TestDatabase,
    {
      retries = retryAtOnce,
      files = join(config.dataDirectory, 'files'),
    }: { retries?: RetryPolicy; files?: string } = {},
  ): Promise<Workbench> {
    const database = await openDatabase(config, silentLog);
    const storage = await DiskStorage.open(files, database);
    const notifier = await EventNotifier.open(database);
    return new Workbench(database, storage, notifier, await QueueFeed.open(database), files, retries);
  }

  get prisma() {
    return this.database.prisma;
  }

  async startWorker({
    limits = { renderSeconds: 0, outputBytes: 1_000_000 },
    graceSeconds = 0,
  }: Partial<Pick<WorkerParts, 'limits' | 'graceSeconds'>> = {}): Promise<Worker> {
    const { database, runs, storage, removals, engine } = this;
    const parts = {
      database,
      runs,
      storage,
      removals,
      engine,
      limits,
      graceSeconds,
      log: silentLog,
    };
    this.#worker = await Worker.start(parts);
    return this.#worker;
  }

  async addImage(projectId = defaultProject): Promise<string> {
    const storageKey = `images/${randomUUID()}.jpg`;
    await this.storage.put(storageKey, new Uint8Array([1, 2, 3]));
    const size = { sizeBytes: 3, widthPixels: 640, heightPixels: 360 };
    const image = await this.prisma.image.create({
      data: {
        projectId,
        name: 'lake.jpg',
        contentType: 'image/jpeg',
        ...size,
        sha256: storageKey,
        storageKey,
      },
    });
    return image.id;
  }

  /** A separate project, with a way to add its animations. */
  async openProject(name: string, more: { maxQueued?: number } = {}) {
    const { id } = await this.prisma.project.create({ data: { name } });
    const animations = new Animations({ ...this.#parts, ...more }, id);
    const imageId = await this.addImage(id);
    return {
      id,
      animations,
      add: async (keyId: string | null = null) =>
        (await animations.create({ imageId, settings: {}, keyId, mayReuse: false })).id,
    };
  }

  /** @returns the animation's id */
  async addAnimation(settings = {}): Promise<string> {
    const { id } = await this.animations.create({ imageId: await this.addImage(), settings });
    return id;
  }

  /** What comes of the next look whether the storage is there, or has room. */
  nextLook(at: 'check' | 'checkRoom'): Promise<void> {
    const look = this.storage[at].bind(this.storage);
    return new Promise((resolve, reject) => {
      this.storage[at] = async () => {
        this.storage[at] = look;
        const looked = look();
        looked.then(resolve, reject);
        return looked;
      };
    });
  }

  async row(id: string) {
    const include = { outputs: { orderBy: { position: 'asc' as const } } };
    return this.prisma.animation.findUniqueOrThrow({ where: { id }, include });
  }

  /** Waits for the end event. @returns all events of the stream */
  async eventsUntilEnd(id: string, options: { after?: number } = {}): Promise<AnimationEvent[]> {
    const events: AnimationEvent[] = [];
    for await (const event of this.animations.events(id, options)) events.push(event);
    return events;
  }

  /** Every file below the storage's root except photos, finished or not. */
  async outputFiles(): Promise<string[]> {
    const entries = await readdir(this.#filesFolder, { recursive: true, withFileTypes: true });
    // Storage tries itself with its own file whenever it likes.
    const isOfStorage = (name: string) => name.startsWith('probe-') || name === '.identity';
    return entries
      .filter((entry) => entry.isFile() && !entry.parentPath.endsWith('images') && !isOfStorage(entry.name))
      .map((entry) => entry.name);
  }

  /** How many animations wait or run. */
  async openCount(): Promise<number> {
    return this.prisma.animation.count({ where: { finishedAt: null } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker?.close();
    await this.notifier.close();
    await this.queueFeed.close();
    await this.database.close();
  }
}

/** A test database and a workbench on it. */
export async function openWorkbench(
  openTestDatabase: OpenTestDatabase,
  retries = retryAtOnce,
): Promise<Workbench & AsyncDisposable> {
  const test = await openTestDatabase();
  const bench = await Workbench.open(test, { retries });
  const close = bench[Symbol.asyncDispose].bind(bench);
  bench[Symbol.asyncDispose] = async () => {
    await close();
    await test[Symbol.asyncDispose]();
  };
  return bench;
}
