import { AV_PIX_FMT_BGRA, AV_PIX_FMT_PAL8, AV_PIX_FMT_RGB24, type AVPixelFormat } from 'node-av/constants';

const rgbFormats: readonly AVPixelFormat[] = [AV_PIX_FMT_BGRA, AV_PIX_FMT_PAL8, AV_PIX_FMT_RGB24];

/** Whether pixels are red, green and blue in full range, among the layouts that encoders are given. */
export function isRgb(format: AVPixelFormat): boolean {
  return rgbFormats.includes(format);
}
