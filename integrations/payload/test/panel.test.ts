import { operations } from '@driftscape/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { PanelState } from '../src/panel/state.ts';
import type { Cms } from './cms.ts';
import { Editor } from './editor.ts';
import { photoOf, Site } from './site.ts';

const isDone = ({ status }: PanelState) => status === 'succeeded';
/** Long enough that it is still being rendered when the test continues. */
const long = { durationSeconds: 600, studio: '{"widthPixels":320}' };

describe('the panel in the photo’s form', () => {
  let site: Site;
  let cms: Cms;
  let editor: Editor;
  let hue = 0;
  beforeAll(async () => {
    site = await Site.open();
    cms = await site.startCms();
    editor = await Editor.logIn(cms);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const nextPhoto = () => {
    hue += 20;
    return photoOf(hue);
  };
  const upload = async () => cms.upload(await nextPhoto(), {});
  const animationsUnderWay = async () => {
    const { animations } = await site.client.request(operations.animations, {
      filter: { status: ['QUEUED', 'RUNNING'] },
    });
    return animations.nodes.map(({ id }) => id);
  };

  it('shows progress and previews, then the loop', async () => {
    const photo = await upload();
    expect(await editor.now(photo)).toMatchObject({ key: null, status: null, video: null });
    const [states, { status }] = await Promise.all([
      editor.until(photo, isDone),
      editor.press('render', photo),
    ]);
    expect(status).toBe(200);
    const shares = states.flatMap(({ share }) => share ?? []);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(states.find(({ preview }) => preview)?.preview).toMatch(/^data:image\/jpeg;base64,/);
    const { video, poster } = states.at(-1) as PanelState;
    for (const url of [video, poster]) expect((await fetch(new URL(url ?? '', cms.url))).status).toBe(200);
    expect(JSON.stringify(states)).not.toContain(site.driftscape.url);
  });

  it('keeps the video until the next is ready, and can restore the previous one', async () => {
    const photo = await upload();
    await editor.press('render', photo);
    const first = (await editor.until(photo, isDone)).at(-1) as PanelState;
    await editor.press('render', photo, { durationSeconds: 0.5 });
    const states = await editor.until(photo, (state) => isDone(state) && state.key !== first.key);
    const second = states.at(-1) as PanelState;
    for (const { video } of states.slice(0, -1)) expect(video).toBe(first.video);
    expect(second.video).not.toBe(first.video);
    expect(second).toMatchObject({ settings: { durationSeconds: 0.5 }, hasPrevious: true });

    expect((await editor.press('undo', photo)).status).toBe(200);
    expect(await editor.now(photo)).toMatchObject({ video: first.video, poster: first.poster, settings: {} });
    expect((await editor.press('undo', photo)).status).toBe(200);
    expect(await editor.now(photo)).toMatchObject({
      video: second.video,
      settings: { durationSeconds: 0.5 },
    });
  });

  it('reports invalid settings and keeps the previous ones', async () => {
    const photo = await upload();
    const torn = await editor.press('render', photo, { studio: '{"regions":[' });
    expect(torn).toMatchObject({ status: 400, message: expect.stringContaining('copy it again') });
    expect(await editor.now(photo)).toMatchObject({ key: null, status: null });
    await editor.press('render', photo, { durationSeconds: 5000 });
    const states = await editor.until(photo, ({ status }) => status === 'failed');
    expect(states.at(-1)?.failure).toContain('600');
  });

  it('only lets users act who may change the photo', async () => {
    const photo = await upload();
    const visitor = Editor.anonymous(cms);
    expect(await visitor.press('render', photo)).toMatchObject({ status: 403 });
    expect((await editor.now(photo)).status).toBe(null);
    const choices = await fetch(`${cms.url}/api/driftscape/presets`);
    expect(choices.status).toBe(401);
  });

  it('does not overwrite what another editor has changed meanwhile', async () => {
    const photo = await upload();
    const other = await Editor.logIn(cms, 'other@example.org');
    const answers = await Promise.all([
      editor.press('render', photo, {}, null),
      other.press('render', photo, { durationSeconds: 0.5 }, null),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.message).toContain('Somebody else');
    await editor.until(photo, isDone);
  });

  it('cancels', async () => {
    const photo = await upload();
    await editor.press('render', photo, long);
    await editor.until(photo, ({ preview }) => preview !== null);
    expect((await editor.press('cancel', photo)).status).toBe(200);
    await editor.until(photo, ({ status }) => status === 'canceled');
    await vi.waitFor(async () => expect(await animationsUnderWay()).toEqual([]), { timeout: 20_000 });
  });

  it('reports that the photo was deleted, and cancels its rendering', async () => {
    const photo = await upload();
    await editor.press('render', photo, long);
    await editor.until(photo, ({ share }) => share !== null);
    const gone = editor.until(photo, ({ status }) => status === 'deleted');
    await cms.payload.delete({ collection: 'media', id: photo });
    await gone;
    await vi.waitFor(async () => expect(await animationsUnderWay()).toEqual([]), { timeout: 20_000 });
  });

  it('drops the video of a photo that was replaced', async () => {
    const photo = await upload();
    await editor.press('render', photo, long);
    await editor.until(photo, ({ share }) => share !== null);
    const file = await nextPhoto();
    const data = Buffer.from(await file.arrayBuffer());
    await cms.payload.update({
      collection: 'media',
      id: photo,
      data: {},
      file: { data, mimetype: file.type, name: 'other.jpg', size: data.length },
    });
    expect(await editor.now(photo)).toMatchObject({
      key: null,
      status: null,
      video: null,
      hasPrevious: false,
    });
    await vi.waitFor(async () => expect(await animationsUnderWay()).toEqual([]), { timeout: 20_000 });
  });
});
