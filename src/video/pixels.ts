import { AV_PIX_FMT_BGRA, AV_PIX_FMT_PAL8, AV_PIX_FMT_RGB24, type AVPixelFormat } from 'node-av/constants';

const rgbFormats: readonly AVPixelFormat[] = [AV_PIX_FMT_BGRA, AV_PIX_FMT_PAL8, AV_PIX_FMT_RGB24];

/** True for the pixel formats of encoders here that are RGB in full range. */
export function isRgb(format: AVPixelFormat): boolean {
  return rgbFormats.includes(format);
}
