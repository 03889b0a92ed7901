import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccessError } from '../../src/access/access-error.ts';
import { UserError } from '../../src/errors.ts';
import { defaultProject } from '../../src/project.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const draft = `mutation ($input: DraftAnimationInput!) {
  draftAnimation(input: $input) {
    __typename
    ... on DraftAnimationSuccess {
      draft { videoUrl widthPixels heightPixels frames fps durationSeconds tookMs expiresAt }
    }
    ... on UserError { code message path }
  }
}`;

let bench: ApiBench;
let imageId: string;
const keys = { red: '', blue: '' };

beforeAll(async () => {
  bench = await ApiBench.open(openEmbeddedTestDatabase, { AUTH: 'keys', DRAFTS_PER_MINUTE: '40' });
  const { access } = bench.driftscape;
  for (const name of ['red', 'blue'] as const) {
    keys[name] = (await access.keys.create({ name, scope: 'write', project: name })).secret;
  }
  bench.key = keys.red;
  imageId = await bench.addImage();
});

afterAll(() => bench[Symbol.asyncDispose]());

// biome-ignore lint/suspicious/noExplicitAny: the answer's shape is the operation's.
async function ask(input: object = {}): Promise<any> {
  return (await bench.ask(draft, { input: { imageId, ...input } })).draftAnimation;
}

function keyOf(url: string): string {
  return url.split('/files/')[1];
}

async function mayFetch(secret: string, key: string): Promise<boolean> {
  const { access } = bench.driftscape;
  const caller = await access.authentication.authenticate(secret, 'here');
  return access.mayFetch(caller, key).catch((error) => {
    if (error instanceof UserError && error.code === 'NOT_FOUND') return false;
    throw error;
  });
}

describe('a draft', () => {
  it('is a small video with the given settings, and not among the animations', async () => {
    const settings = { durationSeconds: 20, fps: 30, widthPixels: 1280, crf: 10, speed: 0.2 };
    const answer = ask({ settings });
    const { task } = await bench.draftEngine.makeDraft();
    expect(task.settings).toMatchObject({
      widthPixels: 320,
      fps: 12,
      seconds: 8,
      encoderPreset: 'ultrafast',
      drive: 'steady',
    });
    // As far in a second as the video.
    expect(task.settings.speed * 12).toBeCloseTo(0.2 * 30, 9);
    const { draft } = await answer;
    expect(draft).toMatchObject({
      widthPixels: 480,
      heightPixels: 270,
      frames: 96,
      fps: 12,
      durationSeconds: 8,
    });
    expect(draft.tookMs).toBeGreaterThanOrEqual(0);
    expect(Date.parse(draft.expiresAt)).toBeGreaterThan(Date.now());
    const { stream } = await bench.driftscape.storage.open(keyOf(draft.videoUrl));
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('a draft');
    expect((await bench.ask('{ animations { nodes { id } } }')).animations.nodes).toEqual([]);
  });

  it('gets masks as files', async () => {
    const answer = ask({ settings: { freeze: [{ area: { mask: imageId } }] } });
    const { task } = await bench.draftEngine.makeDraft();
    expect(task.pictures).toEqual({ [task.photo.sha256]: task.photo.path });
    expect((await answer).__typename).toBe('DraftAnimationSuccess');
  });

  it('is available only to its project, and until it expires', async () => {
    const answer = ask();
    await bench.draftEngine.makeDraft();
    const key = keyOf((await answer).draft.videoUrl);
    expect(await mayFetch(keys.red, key)).toBe(true);
    expect(await mayFetch(keys.blue, key)).toBe(false);
    const expired = key.replace(/\/\d+-/, `/${Date.now() - 1}-`);
    expect(await mayFetch(keys.red, expired)).toBe(false);
  });

  it('is superseded at once by a later one of its session, and by no other', async () => {
    const first = ask({ session: 'a' });
    const task = await bench.draftEngine.next('draft');
    const other = ask({ session: 'b' });
    const second = ask({ session: 'a' });
    expect(await first).toMatchObject({ __typename: 'DraftSupersededError', path: [] });
    expect(task.signal?.aborted).toBe(true);
    await bench.draftEngine.makeDraft();
    await bench.draftEngine.makeDraft();
    expect((await other).__typename).toBe('DraftAnimationSuccess');
    expect((await second).__typename).toBe('DraftAnimationSuccess');
  });

  it('never starts if it was superseded while waiting', async () => {
    const busy = ask({ session: 'busy' });
    const task = await bench.draftEngine.next('draft');
    const waiting = Array.from({ length: 4 }, () => ask({ session: 'slider' }));
    const settled = await Promise.all(waiting.slice(0, 3));
    expect(settled.map(({ __typename }) => __typename)).toEqual(Array(3).fill('DraftSupersededError'));
    task.fail(new UserError('ENGINE_CRASHED', 'The process ended; try again', { isRetryable: true }));
    expect(await busy).toMatchObject({ __typename: 'EngineCrashedError' });
    await bench.draftEngine.makeDraft();
    expect((await waiting[3]).__typename).toBe('DraftAnimationSuccess');
    expect(bench.draftEngine.hasTask).toBe(false);
  });

  it('does not affect the sessions of other keys', async () => {
    const own = ask({ session: 'same' });
    const task = await bench.draftEngine.next('draft');
    bench.key = keys.blue;
    const foreign = ask({ session: 'same' });
    expect(await foreign).toMatchObject({ __typename: 'NotFoundError', path: ['input', 'imageId'] });
    bench.key = keys.red;
    expect(task.signal?.aborted).toBe(false);
    task.fail(new UserError('STORAGE_FULL', 'The disk is full; free some space', { isRetryable: true }));
    expect(await own).toMatchObject({ __typename: 'StorageFullError' });
  });

  it.each([
    [{ imageId: 'nonsense' }, 'NotFoundError', ['input', 'imageId']],
    [{ settings: { fps: 1000 } }, 'InvalidSettingsError', ['input', 'settings', 'fps']],
    [{ settings: { durationSeconds: 0 } }, 'InvalidSettingsError', ['input', 'settings', 'durationSeconds']],
    [
      { settings: { motion: { preset: 'no such' } } },
      'UnknownPresetError',
      ['input', 'settings', 'motion', 'preset'],
    ],
    [
      { settings: { freeze: [{ area: { mask: 'nonsense' } }] } },
      'NotFoundError',
      ['input', 'settings', 'freeze', '0', 'area', 'mask'],
    ],
    [{ session: 'x'.repeat(101) }, 'InvalidInputError', ['input', 'session']],
  ])('is rejected for %j', async (input, type, path) => {
    expect(await ask(input)).toMatchObject({ __typename: type, path });
  });

  it('names the setting that the engine rejects', async () => {
    const answer = ask({ settings: { freeze: [{ area: { mask: imageId } }] } });
    const task = await bench.draftEngine.next('draft');
    const path = ['freeze', '0', 'area', 'mask'];
    task.fail(new UserError('INVALID_SETTINGS', 'Expected a mask of the same aspect', { path }));
    expect(await answer).toMatchObject({
      __typename: 'InvalidSettingsError',
      path: ['input', 'settings', ...path],
    });
  });

  it('is removed when it expires, for every project', async () => {
    const { storage } = bench.driftscape;
    const folder = `drafts/${defaultProject}`;
    const left = `${folder}/${Date.now() - 1}-left.mp4`;
    const kept = `${folder}/${Date.now() + 60_000}-kept.mp4`;
    for (const key of [left, kept]) await storage.put(key, Buffer.from('a draft'));
    await bench.driftscape.draftFiles.sweep();
    expect([await storage.has(left), await storage.has(kept)]).toEqual([false, true]);
    await storage.remove(kept);
  });

  it('has a budget for each key', async () => {
    const { access } = bench.driftscape;
    const { secret } = await access.keys.create({ name: 'eager', scope: 'write' });
    const caller = await access.authentication.authenticate(secret, 'here');
    for (let i = 0; i < 40; i++) await access.rateLimits.countDraft(caller);
    await expect(access.rateLimits.countDraft(caller)).rejects.toThrow(AccessError);
    bench.key = secret;
    const { errors } = await bench.run(draft, { input: { imageId } });
    bench.key = keys.red;
    expect(errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) } },
    ]);
    const { serverInfo } = await bench.ask('{ serverInfo { limits { draftsPerMinute } } }');
    expect(serverInfo.limits.draftsPerMinute).toBe(40);
  });
});

describe('variants', () => {
  const variants = `query ($id: ID!, $count: Int!, $settings: AnimationSettingsInput) {
    image(id: $id) { variants(count: $count, settings: $settings) { seed degrees speedPercent } }
  }`;

  /** Twelve seeds of which each goes its own way: from right to left. */
  function answer(seeds: readonly number[]) {
    return seeds.map((seed, i) => {
      const [x, y] = [Math.cos((Math.PI * i) / 11), -Math.sin((Math.PI * i) / 11)];
      return { seed, regions: [{ share: 1, x, y }], degrees: (180 * i) / 11, speedPercent: 1 };
    });
  }

  it('are seeds with motion as different as possible, the settings’ own first', async () => {
    const asked = bench.ask(variants, { id: imageId, count: 3, settings: { seed: 7 } });
    const task = await bench.draftEngine.next('drifts');
    expect(task.task.seeds).toEqual(Array.from({ length: 12 }, (_, i) => 7 + i));
    task.finish(answer(task.task.seeds));
    const found = (await asked).image.variants;
    expect(found.map(({ seed }: { seed: number }) => seed)).toEqual([7, 18, 12]);
    expect(found[1]).toEqual({ seed: 18, degrees: 180, speedPercent: 1 });
  });

  it('have no speed if nothing moves', async () => {
    const asked = bench.ask(variants, { id: imageId, count: 1 });
    const task = await bench.draftEngine.next('drifts');
    task.finish(task.task.seeds.map((seed) => ({ seed, regions: [], degrees: null, speedPercent: 0 })));
    expect((await asked).image.variants).toEqual([{ seed: 0, degrees: null, speedPercent: null }]);
  });

  it.each([0, 13])('are rejected for a count of %d', async (count) => {
    const { errors } = await bench.run(variants, { id: imageId, count });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', path: ['count'] } }]);
  });

  it('are rejected for invalid settings, with their path', async () => {
    const { errors } = await bench.run(variants, { id: imageId, count: 2, settings: { fps: 1000 } });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_SETTINGS', path: ['settings', 'fps'] } }]);
  });
});
