import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../src/inference/settings.ts';
import { limits } from '../../src/limits.ts';
import { crfOfQuality, type OutputSpec } from '../../src/outputs/spec.ts';

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
  it('are taken as they are, and none are added', () => {
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
  ])('are refused for %s', (_, outputs, path) => {
    expect(refusal(outputs)).toMatchObject({ code: 'INVALID_SETTINGS', path });
  });

  it('are refused where a format does not hold so long a video, or a camera moves what is transparent', () => {
    const path = ['outputs', '1', 'format'];
    const gif = [video, { format: 'gif' }];
    expect(refusal(gif, { seconds: 60 })).toMatchObject({ path, message: /600 frames for GIF/ });
    expect(refusal(gif, { seconds: 2 })).toBeNull();
    const transparent = [video, { format: 'webm-vp9-alpha' }];
    expect(refusal(transparent, { camera: { zoom: 1.1 } })).toMatchObject({ path, message: /camera/ });
  });

  it('have a quality of which 62 is the usual constant rate factor', () => {
    expect([0, 62, 100].map(crfOfQuality)).toEqual([51, 20, 1]);
  });
});
