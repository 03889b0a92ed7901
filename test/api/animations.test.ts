import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { code } from '../inference/test-bundle.ts';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const missing = (type: string) =>
  Buffer.from(`${type}:01890a5d-ac96-774b-bcce-b302099a8057`).toString('base64url');

const details = `query ($id: ID!) {
  animation(id: $id) {
    status stage progress framesDone framesTotal queuePosition startedAt finishedAt
    video { url widthPixels heightPixels sizeBytes frames fps durationSeconds }
    poster { url widthPixels heightPixels sizeBytes }
    failure { code message isRetryable }
    report {
      device bundle peakRssBytes stageSeconds { decode motion appearance render encode total }
      quality { firstFrameMaxAbsError seamRatio contrastKept meanSpeedPixels }
    }
  }
}`;

describeDatabases((openTestDatabase) => {
  let bench: ApiBench;
  let imageId: string;

  beforeAll(async () => {
    bench = await ApiBench.open(openTestDatabase);
    imageId = await bench.addImage();
  });

  afterEach(() => bench.clearQueue());

  afterAll(() => bench[Symbol.asyncDispose]());

  /** What the API tells of an animation, once it has ended. */
  async function ended(id: string) {
    await bench.whenEnded(id);
    return (await bench.ask(details, { id })).animation;
  }

  describe('creating an animation', () => {
    it('fills in every default and puts it in the queue', async () => {
      const { animation } = await bench.create(imageId);
      expect(animation).toMatchObject({
        framesDone: 0,
        framesTotal: 240,
        settings: {
          widthPixels: null,
          fps: 30,
          durationSeconds: 8,
          motion: { position: 0.7, code: null },
          appearance: null,
          speed: 0.075,
          drive: 'STEADY',
          loop: 'SYMMETRIC',
          seed: null,
          crf: 20,
          encoderPreset: 'MEDIUM',
        },
        video: null,
        poster: null,
        failure: null,
        report: null,
        image: { id: imageId },
        finishedAt: null,
      });
    });

    it('takes every setting', async () => {
      const settings = {
        widthPixels: 320,
        fps: 23.976,
        durationSeconds: 1.5,
        speed: 0,
        drive: 'RECURRENT',
        loop: 'CROSSFADE',
        seed: 4_294_967_295,
        crf: 17,
        encoderPreset: 'ULTRAFAST',
      };
      const choices = { motion: { code: code(0.5, -0.5) }, appearance: { codes: [code(1), code(2)] } };
      const { animation } = await bench.create(imageId, { ...settings, ...choices });
      expect(animation.settings).toEqual({
        ...settings,
        motion: { position: null, code: code(0.5, -0.5) },
        appearance: { position: null, codes: [code(1), code(2)] },
      });
      const { request } = await bench.nextJob();
      expect(request.settings).toMatchObject({
        fps: 23.976,
        seconds: 1.5,
        drive: 'recurrent',
        loop: 'crossfade',
      });
    });

    it('accepts presets by name', async () => {
      const { latentPresets } = await bench.ask('{ latentPresets { nodes { name kind codes } } }');
      const [motion, appearance] = ['MOTION', 'APPEARANCE'].map((kind) =>
        latentPresets.nodes.find(
          (preset: { kind: string; codes: number[][] }) => preset.kind === kind && preset.codes.length > 0,
        ),
      );
      const { animation } = await bench.create(imageId, {
        motion: { preset: motion.name },
        appearance: { preset: appearance.name },
      });
      expect(animation.settings).toMatchObject({
        motion: { code: motion.codes[0] },
        appearance: { codes: appearance.codes },
      });
    });

    it('accepts a look by name as target light', async () => {
      const { animation } = await bench.create(imageId, { appearance: { preset: 'sunset' } });
      expect(animation.settings.appearance).toMatchObject({ position: null, codes: null });
      const { request } = await bench.nextJob();
      expect(request.settings.appearance).toMatchObject({
        moments: [{ name: 'sunset' }],
        course: 'there-and-back',
      });
    });

    it('accepts a path of looks with times', async () => {
      const light = {
        moments: [
          { preset: 'golden-hour', at: 0.3 },
          { preset: 'blue-hour', at: 1 },
        ],
        strength: 0.8,
        course: 'ROUND',
      };
      const { animation } = await bench.create(imageId, { appearance: { light } });
      const { settings } = await bench
        .ask(
          `query ($id: ID!) { animation(id: $id) { settings { appearance { codes light { moments { preset at } strength course } } } } }`,
          { id: animation.id },
        )
        .then((answer) => answer.animation);
      expect(settings.appearance).toEqual({ codes: null, light });
    });

    it('rejects unknown looks, codes without looks, and lights that cannot be held, each with its path', async () => {
      const moments = (...presets: string[]) => presets.map((preset) => ({ preset }));
      const at = ['input', 'settings', 'appearance', 'light', 'moments'];
      const none = { light: { moments: moments('sunset', 'no-such-light') } };
      expect(await bench.create(imageId, { appearance: none })).toMatchObject({
        code: 'UNKNOWN_PRESET',
        path: [...at, '1', 'preset'],
      });
      const two = { light: { moments: moments('sunset', 'storm'), course: 'HELD' } };
      expect(await bench.create(imageId, { appearance: two })).toMatchObject({
        code: 'INVALID_SETTINGS',
        path: at,
        message: expect.stringContaining('Expected one look if the light is held'),
      });
    });

    it('treats null as the default', async () => {
      const { animation } = await bench.create(imageId, {
        fps: null,
        motion: null,
        loop: null,
        appearance: null,
      });
      expect(animation.settings).toMatchObject({ fps: 30, motion: { position: 0.7 }, loop: 'SYMMETRIC' });
    });

    const faults: [string, object, string[]][] = [
      ['a speed above 1', { speed: 1.01 }, ['speed']],
      ['a negative speed', { speed: -0.1 }, ['speed']],
      ['no frames a second', { fps: 0 }, ['fps']],
      ['an endless video', { durationSeconds: 601 }, ['durationSeconds']],
      ['a tiny video', { widthPixels: 10 }, ['widthPixels']],
      ['a motion beyond the codebook', { motion: { position: 1.5 } }, ['motion', 'position']],
      ['a code of 7 numbers', { motion: { code: code().slice(1) } }, ['motion', 'code']],
      ['no codes', { appearance: { codes: [] } }, ['appearance', 'codes']],
      ['a short code among others', { appearance: { codes: [code(), [1]] } }, ['appearance', 'codes']],
      ['a seed of more than 32 bits', { seed: 2 ** 32 }, ['seed']],
      ['a crf that is none', { crf: 52 }, ['crf']],
    ];

    it.each(faults)('rejects %s and stores nothing', async (_fault, settings, path) => {
      const rows = await bench.driftscape.prisma.animation.count();
      const answer = await bench.create(imageId, settings);
      expect(answer).toMatchObject({ __typename: 'InvalidSettingsError', code: 'INVALID_SETTINGS' });
      expect(answer.path.slice(0, 2 + path.length)).toEqual(['input', 'settings', ...path]);
      expect(answer.message).toMatch(/received/);
      expect(await bench.driftscape.prisma.animation.count()).toBe(rows);
    });

    it.each([
      'speed: 1e999',
      'motion: { position: -1e999 }',
      'motion: { code: [1e999, 0, 0, 0, 0, 0, 0, 0] }',
    ])('rejects the infinite number of { %s }', async (setting) => {
      const { createAnimation } = await bench.ask(`mutation {
          createAnimation(input: { imageId: "${imageId}", settings: { ${setting} } }) {
            __typename ... on UserError { path }
          }
        }`);
      expect(createAnimation.__typename).toBe('InvalidSettingsError');
      expect(createAnimation.path.slice(0, 2)).toEqual(['input', 'settings']);
    });

    it.each([
      [{ motion: { position: 0.5, preset: 'x' } }],
      [{ motion: {} }],
      [{ speed: 'NaN' }],
      [{ loop: 'sideways' }],
      [{ seed: 1.5 }],
      [{ unknown: 1 }],
    ])('rejects %j as settings', async (settings) => {
      const query =
        'mutation ($input: CreateAnimationInput!) { createAnimation(input: $input) { __typename } }';
      const { errors } = await bench.run(query, { input: { imageId, settings } });
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    });

    it.each([
      [{ motion: { preset: 'nonesuch' } }, 'motion'],
      [{ appearance: { preset: 'nonesuch' } }, 'appearance'],
    ])('rejects the unknown preset of %j', async (settings, choice) => {
      expect(await bench.create(imageId, settings)).toMatchObject({
        __typename: 'UnknownPresetError',
        path: ['input', 'settings', choice, 'preset'],
      });
    });

    it.each([missing('Image'), missing('Animation'), 'x', ''])('rejects the image "%s"', async (id) => {
      expect(await bench.create(id)).toMatchObject({
        __typename: 'NotFoundError',
        path: ['input', 'imageId'],
      });
    });
  });

  describe('an animation', () => {
    it('reports its position in the queue and its progress', async () => {
      const ids = [];
      for (let count = 0; count < 3; count += 1)
        ids.push(await bench.addAnimation(imageId, { durationSeconds: 1 }));
      const job = await bench.nextJob();
      const states = await Promise.all(ids.map((id) => bench.ask(details, { id })));
      expect(states.map(({ animation }) => animation)).toMatchObject([
        { status: 'RUNNING', queuePosition: null, progress: 0 },
        { status: 'QUEUED', queuePosition: 1, progress: null, startedAt: null },
        { status: 'QUEUED', queuePosition: 2, progress: null },
      ]);
      await job.finish();
    });

    it('has a video, a poster and a report after it has succeeded', async () => {
      const id = await bench.addAnimation(imageId, { durationSeconds: 2, fps: 25 });
      const job = await bench.nextJob();
      job.stage('rendering');
      await job.finish();
      const animation = await ended(id);
      const file = (type: string) =>
        expect.stringMatching(new RegExp(`^https://example\\.org/files/animations/[\\w-]+/\\w+\\.${type}$`));
      expect(animation).toMatchObject({
        status: 'SUCCEEDED',
        progress: 1,
        queuePosition: null,
        video: {
          url: file('mp4'),
          widthPixels: 640,
          heightPixels: 360,
          sizeBytes: 7,
          frames: 50,
          fps: 25,
          durationSeconds: 2,
        },
        poster: { url: file('jpg'), widthPixels: 640, heightPixels: 360, sizeBytes: 8 },
        failure: null,
        report: {
          device: 'CPU',
          bundle: 'test@1.0.0',
          quality: { seamRatio: 1 },
          stageSeconds: { total: 0 },
        },
      });
      expect(Date.parse(animation.finishedAt)).toBeGreaterThanOrEqual(Date.parse(animation.startedAt));
    });

    it('reports why it has failed', async () => {
      const id = await bench.addAnimation(imageId);
      const job = await bench.nextJob();
      job.fail(new UserError('ENCODER_FAILED', 'Expected an encoder; install one', { isRetryable: true }));
      expect(await ended(id)).toMatchObject({
        status: 'FAILED',
        failure: { code: 'ENCODER_FAILED', message: 'Expected an encoder; install one', isRetryable: true },
        video: null,
        poster: null,
        report: null,
      });
    });

    it('hides the details of an internal error', async () => {
      const id = await bench.addAnimation(imageId);
      const job = await bench.nextJob();
      job.fail(new TypeError('secret is not a function'));
      const { status, failure } = await ended(id);
      expect(status).toBe('FAILED');
      expect(failure.code).toBe('INTERNAL');
      expect(failure.message).not.toContain('secret');
    });
  });

  describe('canceling', () => {
    it('ends a queued animation at once', async () => {
      await bench.addAnimation(imageId);
      await bench.nextJob();
      const id = await bench.addAnimation(imageId);
      const { animation } = await bench.cancel(id);
      expect(animation).toMatchObject({ id, status: 'CANCELED' });
      expect(animation.finishedAt).not.toBeNull();
    });

    it('stops a running animation and keeps no files', async () => {
      const keys = await bench.storedKeys();
      const id = await bench.addAnimation(imageId);
      await bench.nextJob();
      expect((await bench.cancel(id)).animation.status).toBe('RUNNING');
      expect(await ended(id)).toMatchObject({ status: 'CANCELED', video: null, failure: null });
      expect(await bench.storedKeys()).toEqual(keys);
    });

    it('is too late for an ended one', async () => {
      const id = await bench.addAnimation(imageId);
      await (await bench.nextJob()).finish();
      await ended(id);
      expect(await bench.cancel(id)).toMatchObject({
        __typename: 'NotCancelableError',
        code: 'NOT_CANCELABLE',
        path: ['input', 'animationId'],
      });
    });

    it.each([missing('Animation'), missing('Image'), 'x'])(
      'rejects the unknown animation "%s"',
      async (id) => {
        expect(await bench.cancel(id)).toMatchObject({
          __typename: 'NotFoundError',
          path: ['input', 'animationId'],
        });
      },
    );
  });

  describe('listing animations', () => {
    it('filters by status and by image', async () => {
      const [imageId, otherImage] = [await bench.addImage(), await bench.addImage()];
      const running = await bench.addAnimation(imageId);
      await bench.nextJob();
      const queued = await bench.addAnimation(otherImage);
      const canceled = await bench.addAnimation(imageId);
      await bench.cancel(canceled);
      const list = async (filter?: object) => {
        const query = 'query ($filter: AnimationFilter) { animations(filter: $filter) { nodes { id } } }';
        const { animations } = await bench.ask(query, { filter });
        return animations.nodes.map((node: { id: string }) => node.id);
      };
      expect((await list()).slice(0, 3)).toEqual([canceled, queued, running]);
      expect(await list({})).toEqual(await list());
      expect(await list({ status: ['QUEUED', 'RUNNING'] })).toEqual([queued, running]);
      expect(await list({ status: [] })).toEqual([]);
      expect(await list({ imageId })).toEqual([canceled, running]);
      expect(await list({ imageId: otherImage, status: ['RUNNING'] })).toEqual([]);
      expect(await list({ imageId: 'x' })).toEqual([]);
    });
  });
});
