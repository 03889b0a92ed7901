import { AV_OPT_SEARCH_CHILDREN, AV_OPT_TYPE_STRING } from 'node-av/constants';
import { Codec, CodecContext } from 'node-av/lib';
import { describe, expect, it } from 'vitest';
import { nvenc, nvencHevc } from '../../src/video/encoders/nvenc.ts';
import { canMake } from '../../src/video/encoders/registry.ts';
import { encoderPresets } from '../../src/video/presets.ts';

const plain = { width: 1920, height: 1080, fps: 30, crf: 20, preset: 'medium' } as const;

describe.each([
  ['nvenc', nvenc],
  ['nvenc-hevc', nvencHevc],
])('uses options that FFmpeg has for %s', (_, profile) => {
  /** What FFmpeg answers to one option: negative for a name or a value that this encoder does not have. */
  function set(name: string, value: string): number {
    const codec = Codec.findEncoderByName(profile.ffmpegName);
    if (codec === null) throw new Error(`This FFmpeg has no ${profile.ffmpegName}`);
    const context = new CodecContext();
    context.allocContext3(codec);
    const code = context.setOption(name, value, AV_OPT_TYPE_STRING, AV_OPT_SEARCH_CHILDREN);
    context.freeContext();
    return code;
  }

  it.each(encoderPresets)('uses the preset %s for any quality', (preset) => {
    for (const crf of [1, 20, 51]) {
      for (const [name, value] of Object.entries(profile.options({ ...plain, crf, preset }))) {
        expect(`${name}=${value}: ${set(name, value)}`).toBe(`${name}=${value}: 0`);
      }
    }
  });

  it('would get an error from FFmpeg for unknown options', () => {
    expect(set('crf', '20')).toBeLessThan(0);
    expect(set('cq', '52')).toBeLessThan(0);
    expect(set('preset', 'p8')).toBeLessThan(0);
  });
});

it('uses constant quality, at the number for x264', () => {
  expect(nvenc.options({ ...plain, crf: 23 })).toMatchObject({ rc: 'vbr', cq: '23', b: '0', preset: 'p6' });
});

it('is not asked for the impossible: lossless, more bits, or a size beyond it', () => {
  for (const encoder of ['nvenc', 'nvenc-hevc'] as const) {
    expect(canMake(encoder, plain)).toBe(true);
    expect(canMake(encoder, { ...plain, crf: 0 })).toBe(false);
    expect(canMake(encoder, { ...plain, height: 90 })).toBe(false);
    expect(canMake(encoder, { ...plain, width: 10_000 })).toBe(false);
  }
  expect(canMake('nvenc', { ...plain, width: 7680 })).toBe(false);
  expect(canMake('nvenc-hevc', { ...plain, width: 7680 })).toBe(true);
  expect(canMake('nvenc-hevc', { ...plain, format: 'mp4-hevc', bitDepth: 10 })).toBe(false);
  expect(canMake('x264', { width: 64, height: 2, crf: 0 })).toBe(true);
});
