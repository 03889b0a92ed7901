import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AV_CODEC_FLAG_GLOBAL_HEADER, AV_PIX_FMT_YUV420P, FF_ENCODER_LIBX265 } from 'node-av/constants';
import { Codec, CodecContext, Packet, Rational } from 'node-av/lib';
import { expect, it } from 'vitest';
import { check } from '../../src/video/ffmpeg.ts';
import { FilledFrame } from '../../src/video/filled-frame.ts';
import { Mp4File } from '../../src/video/mp4-file.ts';
import { numberedFrame } from './pictures.ts';

it("holds HEVC in the form that Apple's players take", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'driftscape-hevc-'));
  const codec = Codec.findEncoderByName(FF_ENCODER_LIBX265);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = 128;
  context.height = 72;
  context.pixelFormat = AV_PIX_FMT_YUV420P;
  context.timeBase = new Rational(1, 30);
  context.framerate = new Rational(30, 1);
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  try {
    check(await context.open2(codec, null), 'open x265');
    const file = await Mp4File.create(join(folder, 'video.mp4'), context);
    const frame = new FilledFrame(128, 72);
    check(await context.sendFrame(frame.fill(numberedFrame(128, 72, 1), 0)), 'encode');
    check(await context.sendFrame(null), 'encode');
    using packet = new Packet();
    packet.alloc();
    check(await context.receivePacket(packet), 'encode');
    await file.write(packet);
    frame.free();
    await file.finish();
    const bytes = await readFile(join(folder, 'video.mp4'));
    expect(bytes.includes('hvc1')).toBe(true);
    expect(bytes.includes('hev1')).toBe(false);
  } finally {
    context.freeContext();
    await rm(folder, { recursive: true });
  }
});
