import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeDatabases } from '../support/databases.ts';
import { ApiBench } from './bench.ts';

const details = `query ($id: ID!) {
  animation(id: $id) {
    settings { outputs { set list { format widthPixels crop focus { x y } quality effort bitDepth maxBytes } } }
    outputs { kind format crop url widthPixels sizeBytes contentType mediaType sha256 missedBudgetBytes animation { id } }
    video { url } poster { url } manifest snippet(alt: "A lake")
  }
}`;
const create = `mutation ($input: CreateAnimationInput!) {
  createAnimation(input: $input) {
    ... on CreateAnimationSuccess { animation { id settings { crf encoderPreset outputs { set list { format } } } } }
    ... on UserError { code message path }
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

  const asked = async (settings: object, reuse = false) =>
    (await bench.ask(create, { input: { imageId, settings, reuse } })).createAnimation;
  const rendered = async (settings: object) => {
    const { id, job } = await bench.render(imageId, settings);
    return { id, job, found: (await bench.ask(details, { id })).animation };
  };

  describe('the outputs of an animation', () => {
    it('are the requested ones, in their order, and are passed to the engine', async () => {
      const list = [
        { format: 'MP4_H264' },
        { format: 'WEBM_VP9', crop: 'PORTRAIT_9_16', focus: { x: 0.2, y: 0.5 }, quality: 55, effort: 'FAST' },
        { format: 'AVIF', widthPixels: 320, maxBytes: 20_000 },
      ];
      const { id, job, found } = await rendered({ outputs: { list } });
      expect(job.request.outputs).toMatchObject([
        { fileName: '0.mp4', format: 'mp4-h264' },
        { fileName: '1.webm', format: 'webm-vp9', crop: '9:16', focus: { x: 0.2, y: 0.5 }, quality: 55 },
        { fileName: '2.avif', format: 'avif', widthPixels: 320, maxBytes: 20_000 },
        { fileName: '3.jpg', format: 'jpeg', crop: '9:16', focus: { x: 0.2, y: 0.5 } },
      ]);
      expect(found.settings.outputs.list).toMatchObject(list);
      expect(found.outputs).toMatchObject([
        { kind: 'VIDEO', format: 'MP4_H264', crop: 'ORIGINAL', mediaType: 'video/mp4', animation: { id } },
        { kind: 'VIDEO', format: 'WEBM_VP9', crop: 'PORTRAIT_9_16', contentType: 'video/webm' },
        { kind: 'POSTER', format: 'AVIF', contentType: 'image/avif', missedBudgetBytes: null },
        { kind: 'POSTER', format: 'JPEG', crop: 'PORTRAIT_9_16' },
      ]);
      expect(found.video.url).toBe(found.outputs[0].url);
      expect(found.poster.url).toBe(found.outputs[2].url);
      expect(found.outputs[0].url).toContain(found.outputs[0].sha256.slice(0, 32));
    });

    it('are a video and a poster by default, and are in the manifest and the snippet', async () => {
      const { found } = await rendered({});
      expect(found.settings.outputs).toBeNull();
      expect(found.outputs).toMatchObject([{ format: 'MP4_H264' }, { format: 'JPEG' }]);
      expect(found.manifest).toMatchObject({
        version: 1,
        status: 'SUCCEEDED',
        poster: found.poster.url,
        sources: [{ src: found.video.url, type: 'video/mp4' }],
        companions: [],
      });
      expect(found.snippet).toContain(`<source src="${found.video.url}" type="video/mp4">`);
    });

    it('are those of a set together with others', async () => {
      const gif = { format: 'GIF', widthPixels: 320 };
      const { job, found } = await rendered({ outputs: { set: 'WEB', list: [gif] } });
      expect(job.request.outputs.at(-1)).toMatchObject({ format: 'gif', widthPixels: 320 });
      expect(found.outputs.at(-1)).toMatchObject({ format: 'GIF' });
      expect(found.outputs.length).toBeGreaterThan(5);
      expect(found.settings.outputs).toMatchObject({ set: 'WEB', list: [gif] });
    });

    it('are empty until it has succeeded, as its manifest says', async () => {
      const { animation } = await asked({ outputs: { set: 'WEB' } });
      const found = (await bench.ask(details, { id: animation.id })).animation;
      expect(found).toMatchObject({
        outputs: [],
        snippet: null,
        settings: { outputs: { set: 'WEB', list: null } },
      });
      expect(found.manifest).toMatchObject({ poster: null, sources: [] });
      const formats = (await bench.nextJob()).request.outputs.map(({ format }) => format);
      expect(new Set(formats)).toEqual(new Set(['mp4-h264', 'mp4-av1', 'jpeg', 'webp', 'avif']));
    });

    it('are found again with the video that they were made with', async () => {
      const settings = { speed: 0.17, outputs: { list: [{ format: 'MP4_H264' }, { format: 'WEBP' }] } };
      const first = await rendered(settings);
      const { animation } = await asked(settings, true);
      const again = (await bench.ask(details, { id: animation.id })).animation;
      expect(again.outputs.map(({ url }: { url: string }) => url)).toEqual(
        first.found.outputs.map(({ url }: { url: string }) => url),
      );
    });

    it('get a poster for each crop that lacks one, which the snippet of the crop shows', async () => {
      const list = [{ format: 'MP4_H264' }, { format: 'MP4_H264', crop: 'SQUARE_1_1' }];
      const { id, found } = await rendered({ outputs: { list } });
      const shown = found.outputs.map(
        ({ format, crop }: { format: string; crop: string }) => `${format} ${crop}`,
      );
      expect(shown).toEqual(['MP4_H264 ORIGINAL', 'MP4_H264 SQUARE_1_1', 'JPEG ORIGINAL', 'JPEG SQUARE_1_1']);
      expect(found.settings.outputs.list).toHaveLength(2);
      const query = `query ($id: ID!) { animation(id: $id) { snippet(alt: "A lake", crop: SQUARE_1_1) } }`;
      const { snippet } = (await bench.ask(query, { id })).animation;
      expect(snippet).toContain(`autoplay muted loop playsinline controls poster="${found.outputs[3].url}"`);
      expect(found.poster.url).toBe(found.outputs[2].url);
    });

    it('are made anew where an earlier version made fewer of the same request', async () => {
      const settings = { speed: 0.18, outputs: { list: [{ format: 'MP4_H264' }] } };
      const first = await rendered(settings);
      const row = { storageKey: first.found.poster.url.replace(/^.*\/files\//, '') };
      await bench.driftscape.prisma.output.deleteMany({ where: row });
      expect((await asked(settings, true)).animation).toBeDefined();
      const job = await bench.nextJob();
      expect(job.request.outputs).toHaveLength(2);
    });

    it.each([
      [
        'a format in too small a file',
        { list: [{ format: 'MP4_H264', widthPixels: 10 }] },
        ['list', '0', 'widthPixels'],
      ],
      ['posters alone', { list: [{ format: 'JPEG' }] }, ['list']],
      ['neither a set nor a list', {}, []],
      ['the same file twice', { list: [{ format: 'MP4_H264' }, { format: 'MP4_H264' }] }, ['list', '1']],
      [
        'a budget without effect',
        { list: [{ format: 'MOV_PRORES', maxBytes: 50_000 }] },
        ['list', '0', 'maxBytes'],
      ],
      ['a GIF of a minute', { list: [{ format: 'MP4_H264' }, { format: 'GIF' }] }, ['list', '1', 'format']],
    ])('are rejected for %s, with the path', async (_, outputs, path) => {
      const answer = await asked({ outputs, durationSeconds: 60 });
      expect(answer).toMatchObject({
        code: 'INVALID_SETTINGS',
        path: ['input', 'settings', 'outputs', ...path],
      });
    });

    it('are rejected with a message that has the same path', async () => {
      const list = [{ format: 'MP4_H264' }, { format: 'JPEG', bitDepth: 9 }];
      expect(await asked({ outputs: { list } })).toMatchObject({
        path: ['input', 'settings', 'outputs', 'list', '1', 'bitDepth'],
        message: expect.stringMatching(/^outputs\.list\.1\.bitDepth: Expected 8/),
      });
    });

    it('cannot be a web set for lossless video, which no browser plays', async () => {
      expect(await asked({ lossless: true, outputs: { set: 'WEB' } })).toMatchObject({
        code: 'INVALID_SETTINGS',
        path: ['input', 'settings', 'lossless'],
        message: expect.stringMatching(/^lossless: Expected no lossless/),
      });
    });
  });

  describe('the encoding of the one video', () => {
    it('means the same as the fields that it replaces', async () => {
      const { animation } = await asked({ encoding: { quality: 50, effort: 'SMALL' } });
      expect(animation.settings).toEqual({ crf: 26, encoderPreset: 'SLOW', outputs: null });
    });

    it('has another format on request, together with a poster', async () => {
      const { animation } = await asked({ encoding: { format: 'WEBM_VP9' } });
      expect(animation.settings.outputs.list).toEqual([{ format: 'WEBM_VP9' }, { format: 'JPEG' }]);
    });

    it.each([
      [{ encoding: { quality: 50 }, crf: 20 }, ['encoding', 'quality']],
      [{ encoding: { effort: 'FAST' }, encoderPreset: 'FAST' }, ['encoding', 'effort']],
      [{ encoding: { format: 'WEBM_VP9' }, outputs: { set: 'WEB' } }, ['encoding', 'format']],
      [{ encoding: { quality: 101 } }, ['encoding', 'quality']],
      [{ encoding: { format: 'MOV_PRORES', quality: 50 } }, ['encoding', 'quality']],
      [{ encoding: { format: 'GIF' }, durationSeconds: 60 }, ['encoding', 'format']],
    ])('is rejected if it contradicts other fields or is impossible: %j', async (settings, path) => {
      expect(await asked(settings)).toMatchObject({
        code: 'INVALID_SETTINGS',
        path: ['input', 'settings', ...path],
      });
    });
  });

  it('the server reports which formats it supports and how many files an animation may have', async () => {
    const { serverInfo } = await bench.ask(
      '{ serverInfo { limits { maxOutputs maxOutputPixels } formats { format kind title extension contentType hasAlpha bitDepths maxPixels maxFrames maxFps } } }',
    );
    expect(serverInfo.limits).toEqual({ maxOutputs: 16, maxOutputPixels: 33_177_600 });
    expect(serverInfo.formats).toContainEqual({
      format: 'MP4_AV1',
      kind: 'VIDEO',
      title: 'MP4 with AV1',
      extension: 'mp4',
      contentType: 'video/mp4',
      hasAlpha: false,
      bitDepths: [8, 10],
      maxPixels: null,
      maxFrames: null,
      maxFps: null,
    });
  });
});
