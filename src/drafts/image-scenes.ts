import { join } from 'node:path';
import { digestOf } from '../digest.ts';
import { notFound } from '../errors.ts';
import type { FairTurns } from '../fair-turns.ts';
import type { Image, PrismaClient } from '../generated/prisma/client.ts';
import type { DraftEngine } from '../inference/engine/draft-client.ts';
import type { SceneFacts, SceneRegionFacts } from '../inference/engine/draft-messages.ts';
import { renderVersion } from '../inference/renderer/version.ts';
import { parseSettings } from '../inference/settings.ts';
import { scenesOf } from '../owned-keys.ts';
import type { Storage } from '../storage/storage.ts';
import { draftSettings } from './settings.ts';

/** Incremented when the same photo and bundle give different data. */
const sceneVersion = 1;

/** What a photo shows, with the keys of the accompanying pictures. */
export interface StoredScene extends Omit<SceneFacts, 'regions'> {
  regions: (SceneRegionFacts & { maskKey: string; previewKey: string })[];
}

export interface ImageScenesParts {
  prisma: PrismaClient;
  storage: Storage;
  engine: DraftEngine;
  turns: FairTurns;
  /** Checksum of everything in the bundle that affects the result. */
  bundleChecksum: string;
}

/** What photos show, as data: detected once per photo and bundle, and stored with it. */
export class ImageScenes {
  readonly #parts: ImageScenesParts;
  readonly #version: string;
  /** Running detections by image, so that concurrent requests share one. */
  readonly #underWay = new Map<string, Promise<StoredScene>>();

  constructor(parts: ImageScenesParts) {
    this.#parts = parts;
    this.#version = digestOf({ bundle: parts.bundleChecksum, renderVersion, sceneVersion }).slice(0, 16);
  }

  /**
   * @param mayFind called before a detection that is not stored yet
   * @throws UserError for the photo; NOT_FOUND if it is deleted meanwhile; ENGINE_CRASHED; errors of `mayFind`
   */
  async ofImage(image: Image, mayFind: () => Promise<void>): Promise<StoredScene> {
    const stored = await this.#read(image);
    if (stored) return stored;
    const other = this.#underWay.get(image.id);
    if (other) return other;
    const found = mayFind().then(() => this.#find(image));
    this.#underWay.set(image.id, found);
    try {
      return await found;
    } finally {
      this.#underWay.delete(image.id);
    }
  }

  #key(image: Image, name: string): string {
    return `${scenesOf(image.id)}/${this.#version}/${name}`;
  }

  async #read(image: Image): Promise<StoredScene | null> {
    const { storage } = this.#parts;
    const key = this.#key(image, 'scene.json');
    if (!(await storage.has(key))) return null;
    const { stream } = await storage.open(key);
    return JSON.parse(Buffer.concat(await stream.toArray()).toString());
  }

  async #find(image: Image): Promise<StoredScene> {
    const { prisma, storage, engine, turns } = this.#parts;
    await using photo = await storage.localFile(image.storageKey);
    await using folder = await storage.createWorkFolder();
    const settings = draftSettings(parseSettings({}), image);
    const task = { photo: { path: photo.path, sha256: image.sha256 }, folder: folder.path, settings };
    const facts = await turns.run(image.projectId, () => engine.run('scene', task));
    const keyOf = (name: string) => this.#key(image, name);
    const regions = facts.regions.map((region) => {
      const name = region.region.toLowerCase();
      return { ...region, maskKey: keyOf(`${name}.png`), previewKey: keyOf(`${name}.jpg`) };
    });
    for (const key of regions.flatMap(({ maskKey, previewKey }) => [maskKey, previewKey])) {
      await storage.take(key, join(folder.path, key.slice(key.lastIndexOf('/') + 1)));
    }
    const scene = { ...facts, regions };
    // Written last: if it exists, so do the pictures.
    await storage.put(keyOf('scene.json'), Buffer.from(JSON.stringify(scene)));
    if ((await prisma.image.count({ where: { id: image.id } })) > 0) return scene;
    await removeScenes(storage, image.id);
    throw notFound('Image', image.id);
  }
}

async function removeScenes(storage: Storage, imageId: string): Promise<void> {
  for await (const key of storage.keys(scenesOf(imageId))) await storage.remove(key);
}
