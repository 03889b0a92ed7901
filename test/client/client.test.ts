import { readFile } from 'node:fs/promises';
import { DriftscapeClient, type DriftscapeError, eventStream, operations } from '@driftscape/client';
import { webSocket } from '@driftscape/client/websocket';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleBench, openExampleBench } from '../examples/bench.ts';
import { collect } from '../support/collect.ts';
import { SeverableLine } from '../support/severable-line.ts';

let bench: ExampleBench;
let client: DriftscapeClient;
let photo: Blob;

beforeAll(async () => {
  bench = await openExampleBench({ AUTH: 'keys' });
  client = new DriftscapeClient({ url: bench.server.graphqlUrl, token: bench.apiKey });
  photo = new File([new Uint8Array(await readFile(bench.photo))], 'photo.jpg', { type: 'image/jpeg' });
});
afterAll(() => bench[Symbol.asyncDispose]());

/** Some that is not found among finished videos. */
const small = (seed: number) => ({ widthPixels: 320, durationSeconds: 2, fps: 10, seed });

describe('the client package', { timeout: 120_000 }, () => {
  it('turns a photo into a video, and shows its frames during rendering', async () => {
    const shares: number[] = [];
    const image = await client.upload(photo, { onProgress: (share) => shares.push(share) });
    expect(image).toMatchObject({ name: 'photo.jpg', contentType: 'image/jpeg', sizeBytes: photo.size });
    expect(shares.at(-1)).toBe(1);
    const { id } = await client.animate(image.id, small(1));
    const events = await collect(client.follow(id));
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index));
    const previews = events.flatMap((event) =>
      event.__typename === 'AnimationFrameRendered' ? (event.preview ?? []) : [],
    );
    expect(previews.length).toBeGreaterThan(0);
    const animation = await client.finished(id);
    const video = await client.fetchFile(animation.video?.url ?? '');
    expect((await video.blob()).size).toBe(animation.video?.sizeBytes);
  });

  it.each(['direct', 'form'] as const)('uploads once for two calls with one key (%s)', async (how) => {
    const options = { how, idempotencyKey: `twice-${how}` };
    const [first, second] = [await client.upload(photo, options), await client.upload(photo, options)];
    expect(second.id).toBe(first.id);
  });

  it('uploads once for concurrent calls with the same key', async () => {
    const options = { idempotencyKey: 'together' };
    const images = await Promise.all([1, 2, 3].map(() => client.upload(photo, options)));
    expect(new Set(images.map(({ id }) => id)).size).toBe(1);
  });

  it('waits for a slow upload with the same key', async () => {
    const options = { idempotencyKey: 'slow' };
    const { promise: secondWaits, resolve } = Promise.withResolvers<void>();
    const connection = { url: bench.server.graphqlUrl, token: bench.apiKey };
    const { promise: firstSends, resolve: sends } = Promise.withResolvers<void>();
    // Sends one byte, and the rest once the other upload was told that the photo is not there yet.
    const slowly: typeof fetch = async (to, init) => {
      if (init?.method !== 'PUT') return fetch(to, init);
      const bytes = new Uint8Array(await photo.arrayBuffer());
      async function* body() {
        yield bytes.subarray(0, 1);
        sends();
        await secondWaits;
        yield bytes.subarray(1);
      }
      return fetch(to, { ...init, body: body() as unknown as BodyInit, duplex: 'half' } as RequestInit);
    };
    const watched: typeof fetch = async (to, init) => {
      const response = await fetch(to, init);
      if ((await response.clone().text()).includes('UPLOAD_MISSING')) resolve();
      return response;
    };
    const first = new DriftscapeClient({ ...connection, fetch: slowly }).upload(photo, options);
    await firstSends;
    const second = new DriftscapeClient({ ...connection, fetch: watched }).upload(photo, options);
    expect((await second).id).toBe((await first).id);
  });

  it('creates one animation per key', async () => {
    const image = await client.upload(photo);
    const options = { idempotencyKey: 'article-7' };
    const first = await client.animate(image.id, small(2), options);
    expect((await client.animate(image.id, small(2), options)).id).toBe(first.id);
    const conflict = client.animate(image.id, small(3), options);
    await expect(conflict).rejects.toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
      fault: { __typename: 'IdempotencyConflictError', existingId: first.id },
    });
    await client.finished(first.id);
  });

  it.each([
    ['server-sent events', eventStream],
    ['a WebSocket', webSocket],
  ])('follows over %s through lost connections, without gaps or duplicates', async (_name, transport) => {
    const { hostname, port, pathname } = new URL(bench.server.graphqlUrl);
    await using line = await SeverableLine.open(hostname, Number(port));
    const url = `http://127.0.0.1:${line.port}${pathname}`;
    const far = new DriftscapeClient({ url, token: bench.apiKey, transport });
    const image = await client.upload(photo);
    const { id } = await client.animate(image.id, { ...small(transport === webSocket ? 4 : 5), fps: 30 });
    const sequences: number[] = [];
    for await (const event of far.follow(id)) {
      sequences.push(event.sequence);
      if ([1, 4].includes(event.sequence)) {
        line.cut();
        setTimeout(() => line.mend(), 100);
      }
    }
    expect(sequences).toEqual(sequences.map((_, index) => index));
    expect(await collect(far.follow(id, { after: sequences.at(-2) }))).toHaveLength(1);
    // Who has seen the end, or says so of more than there is, gets it again.
    for (const after of [sequences.at(-1), 1_000_000]) {
      expect(await far.finished(id, { after })).toMatchObject({ status: 'SUCCEEDED' });
    }
  });

  it('leaves nothing open when it stops, or is stopped', async () => {
    const image = await client.upload(photo);
    const { id } = await client.animate(image.id, small(6));
    const { hostname, port, pathname } = new URL(bench.server.graphqlUrl);
    await using line = await SeverableLine.open(hostname, Number(port));
    const url = `http://127.0.0.1:${line.port}${pathname}`;
    const far = new DriftscapeClient({ url, token: bench.apiKey, transport: webSocket });
    for await (const _event of far.follow(id)) break;
    await expect.poll(() => line.connections).toBe(0);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(collect(client.follow(id, { signal }))).rejects.toThrow('enough');
    await expect(client.upload(photo, { signal })).rejects.toThrow('enough');
    await client.finished(id);
  });

  it('reports what is wrong, with the path', async () => {
    const notes = new File(['no photo'], 'notes.txt', { type: 'text/plain' });
    const refusal: DriftscapeError = await client.upload(notes).catch((error) => error);
    expect(refusal).toMatchObject({ name: 'DriftscapeError', isRetryable: false });
    const image = await client.upload(photo);
    await expect(client.animate(image.id, { durationSeconds: -1 })).rejects.toMatchObject({
      code: 'INVALID_SETTINGS',
      message: expect.stringMatching(/^durationSeconds: /),
      path: ['input', 'settings', 'durationSeconds'],
    });
    const stranger = new DriftscapeClient({ url: bench.server.graphqlUrl, token: 'dsk_wrong' });
    await expect(stranger.animate(image.id)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    await expect(collect(stranger.follow('x'))).rejects.toMatchObject({
      status: 401,
      message: await stranger.animate(image.id).catch(({ message }) => message),
    });
    for (const transport of [eventStream, webSocket]) {
      const deaf = new DriftscapeClient({ url: bench.server.graphqlUrl, token: 'dsk_wrong', transport });
      await expect(deaf.finished('x')).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: expect.stringContaining('but this one is unknown, revoked or expired'),
      });
      const anyone = new DriftscapeClient({ url: bench.server.graphqlUrl, transport });
      await expect(anyone.finished('x')).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
        message: expect.stringMatching(/^Expected an API key/),
      });
      const lost = new DriftscapeClient({ url: bench.server.graphqlUrl, token: bench.apiKey, transport });
      await expect(lost.finished('bm90aGluZw==')).rejects.toMatchObject({ isRetryable: false });
    }
    const nowhere = new DriftscapeClient({ url: 'http://127.0.0.1:1/graphql', attempts: 2 });
    await expect(nowhere.request(operations.serverInfo, {})).rejects.toMatchObject({ code: 'UNREACHABLE' });
  });

  it('has an operation for everything, all within the limits of a request', async () => {
    const image = await client.upload(
      await sharp(bench.photo)
        .flip()
        .toBuffer()
        .then((bytes) => new Blob([bytes], { type: 'image/jpeg' })),
    );
    const { serverInfo } = await client.request(operations.serverInfo, {});
    expect(serverInfo.limits.maxUploadBytes).toBeGreaterThan(0);
    expect((await client.request(operations.images, { first: 5 })).images.nodes.length).toBeGreaterThan(0);
    expect(
      (await client.request(operations.animations, { first: 5 })).animations.nodes.length,
    ).toBeGreaterThan(0);
    expect((await client.request(operations.latentPresets, { first: 20 })).latentPresets.nodes).not.toEqual(
      [],
    );
    expect((await client.request(operations.lights, {})).lights.all).not.toEqual([]);
    expect((await client.request(operations.scene, { id: image.id })).image?.scene.regions).not.toEqual([]);
    const { deleteImage } = await client.request(operations.deleteImage, { input: { imageId: image.id } });
    expect(deleteImage).toMatchObject({ __typename: 'DeleteImageSuccess', deletedId: image.id });
  });
});
