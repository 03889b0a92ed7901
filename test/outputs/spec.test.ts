import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/inference/settings.ts';
import { limits } from '../../src/limits.ts';
import { crfOfQuality, futileField, type OutputSpec } from '../../src/outputs/spec.ts';

const refusal = (outputs: unknown, more: object = {}) => {
  try {
    parseSettings({ ...more, outputs } as never);
  } catch (error) {
    return error;
  }
  return null;
};
const video = { format: 'mp4-h264' } as const;

describe('the outputs of settings', () => {
  it('are taken as they are, without additions', () => {
    const outputs: OutputSpec[] = [
      { format: 'mp4-av1', widthPixels: 1280, bitDepth: 10, quality: 70, effort: 'small' },
      { format: 'webp', crop: '9:16', focus: { x: 0.2, y: 1 }, maxBytes: 50_000 },
    ];
    expect(parseSettings({ outputs }).outputs).toEqual(outputs);
    expect(parseSettings({ outputs: 'web' }).outputs).toBe('web');
    expect(parseSettings({})).not.toHaveProperty('outputs');
  });

  it.each([
    ['none at all', [], ['outputs']],
    ['posters alone', [{ format: 'jpeg' }], ['outputs']],
    ['too many', Array(limits.outputs.most + 1).fill(video), ['outputs']],
    ['an unknown format', [{ format: 'mp4-h266' }], ['outputs', '0', 'format']],
    ['an unknown crop', [video, { ...video, crop: '3:2' }], ['outputs', '1', 'crop']],
    ['a focus outside', [{ ...video, crop: '1:1', focus: { x: 1.5, y: 0 } }], ['outputs', '0', 'focus', 'x']],
    ['a focus without a crop', [{ ...video, focus: { x: 0, y: 0 } }], ['outputs', '0', 'focus']],
    ['crf for a poster', [video, { format: 'webp', crf: 20 }], ['outputs', '1', 'crf']],
    ['quality beside crf', [{ ...video, crf: 20, quality: 60 }], ['outputs', '0', 'quality']],
    ['bits that the format lacks', [{ format: 'webm-vp9', bitDepth: 10 }], ['outputs', '0', 'bitDepth']],
    ['another word', 'everything', ['outputs']],
    ['another set', { set: 'print', list: [video] }, ['outputs', 'set']],
    [
      'a fault beside a set',
      { set: 'web', list: [{ format: 'jpeg', crf: 20 }] },
      ['outputs', 'list', '0', 'crf'],
    ],
  ])('are rejected for %s', (_, outputs, path) => {
    expect(refusal(outputs)).toMatchObject({ code: 'INVALID_SETTINGS', path });
  });

  it('are rejected with the supported bit depths', () => {
    expect(refusal([{ ...video, bitDepth: 9 }])).toMatchObject({
      message: 'outputs.0.bitDepth: Expected a bit depth of 8 or 10, but received 9',
    });
  });

  it('are rejected if a format does not support the length, or if a camera moves a transparent video', () => {
    const path = ['outputs', '1', 'format'];
    const gif = [video, { format: 'gif' }];
    expect(refusal(gif, { seconds: 60 })).toMatchObject({ path, message: /600 frames for GIF/ });
    expect(refusal(gif, { seconds: 2 })).toBeNull();
    const transparent = [video, { format: 'webm-vp9-alpha' }];
    expect(refusal(transparent, { camera: { zoom: 1.1 } })).toMatchObject({ path, message: /camera/ });
  });

  it('may be a set and others, which need no video of their own', () => {
    const outputs = { set: 'web', list: [{ format: 'gif', widthPixels: 480 }] } as const;
    expect(parseSettings({ outputs } as never).outputs).toEqual(outputs);
    expect(refusal(outputs, { seconds: 60 })).toMatchObject({ path: ['outputs', 'list', '0', 'format'] });
  });

  it('are rejected if they set the quality of formats with fixed quality', () => {
    expect(futileField({ format: 'mov-prores', maxBytes: 50_000 })).toEqual([
      'maxBytes',
      'Expected no maxBytes for QuickTime with ProRes 422 HQ, whose quality is fixed; leave it out',
    ]);
    expect(futileField({ format: 'png-frames', quality: 50 })?.[0]).toBe('quality');
    expect(futileField({ format: 'mov-prores-4444' })).toBeNull();
    expect(futileField({ format: 'gif', quality: 50, maxBytes: 50_000 })).toBeNull();
  });

  it('have a quality scale on which 62 is the usual constant rate factor', () => {
    expect([0, 62, 100].map(crfOfQuality)).toEqual([51, 20, 1]);
  });
});
