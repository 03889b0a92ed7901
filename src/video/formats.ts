/** Video formats, by container and codec, and sequences of pictures. */
export const videoFormatNames = [
  'mp4-h264',
  'mp4-hevc',
  'mp4-av1',
  'webm-av1',
  'webm-vp9',
  'mov-prores',
  'png-frames',
  'animated-webp',
  'animated-avif',
  'gif',
  'webm-vp9-alpha',
  'mov-prores-4444',
] as const;
export type VideoFormatName = (typeof videoFormatNames)[number];

/** Formats of posters, the stills that a page shows until the video plays. */
export const posterFormatNames = ['jpeg', 'webp', 'avif'] as const;
export type PosterFormatName = (typeof posterFormatNames)[number];

export const formatNames = [...videoFormatNames, ...posterFormatNames] as const;
export type FormatName = (typeof formatNames)[number];
export type BitDepth = 8 | 10;

/** Properties of a format that are known without FFmpeg. */
export interface Format {
  name: FormatName;
  kind: 'video' | 'poster';
  /** Display name. */
  title: string;
  /** File name extension, without a dot. */
  extension: string;
  contentType: string;
  /** CPU time to encode a pixel, relative to H.264; 0 for posters, which are encoded once. */
  cost: number;
  /** Whether it has an alpha channel. */
  hasAlpha: boolean;
  /** Supported bits per sample; the first is the default. */
  bitDepths: readonly BitDepth[];
  /** Whether `crf` 0 is lossless. */
  hasLossless: boolean;
  /** Whether quality, effort and byte budgets have no effect. */
  isFixed?: boolean;
  /** Shortest side of a frame: SVT-AV1 hangs with smaller ones. */
  leastSidePixels?: number;
  /** Most pixels of a frame: above, files grow out of proportion. */
  mostPixels?: number;
  /** Most frames of a file. */
  mostFrames?: number;
  /** Most frames per second: browsers show frames of 10 ms or less for 100 ms. */
  mostFps?: number;
}

const plain = { kind: 'video', hasAlpha: false, bitDepths: [8], hasLossless: false } as const;
const av1 = { bitDepths: [8, 10], leastSidePixels: 32 } as const;
/** For animated pictures, which are meant for small areas. */
const shortClip = { mostFrames: 600 };

const videoFormats: Record<VideoFormatName, Omit<Format, 'name'>> = {
  'mp4-h264': {
    ...plain,
    title: 'MP4 with H.264',
    cost: 1,
    extension: 'mp4',
    contentType: 'video/mp4',
    hasLossless: true,
  },
  'mp4-hevc': {
    ...plain,
    title: 'MP4 with HEVC',
    cost: 3,
    extension: 'mp4',
    contentType: 'video/mp4',
    bitDepths: [8, 10],
  },
  'mp4-av1': {
    ...plain,
    title: 'MP4 with AV1',
    cost: 2,
    extension: 'mp4',
    contentType: 'video/mp4',
    ...av1,
  },
  'webm-av1': {
    ...plain,
    title: 'WebM with AV1',
    cost: 2,
    extension: 'webm',
    contentType: 'video/webm',
    ...av1,
  },
  'webm-vp9': { ...plain, title: 'WebM with VP9', cost: 3, extension: 'webm', contentType: 'video/webm' },
  'mov-prores': {
    ...plain,
    title: 'QuickTime with ProRes 422 HQ',
    cost: 1,
    extension: 'mov',
    contentType: 'video/quicktime',
    isFixed: true,
    bitDepths: [10],
  },
  'png-frames': {
    ...plain,
    title: 'PNG frames in a ZIP',
    cost: 3,
    extension: 'zip',
    contentType: 'application/zip',
    isFixed: true,
  },
  'animated-webp': {
    ...plain,
    ...shortClip,
    title: 'animated WebP',
    cost: 4,
    extension: 'webp',
    contentType: 'image/webp',
    mostPixels: 1_000_000,
    mostFps: 60,
  },
  'animated-avif': {
    ...plain,
    ...shortClip,
    title: 'animated AVIF',
    cost: 2,
    extension: 'avif',
    contentType: 'image/avif',
    ...av1,
    mostPixels: 2_100_000,
    mostFps: 60,
  },
  gif: {
    ...plain,
    ...shortClip,
    title: 'GIF',
    cost: 1,
    extension: 'gif',
    contentType: 'image/gif',
    mostPixels: 420_000,
    mostFps: 50,
  },
  'webm-vp9-alpha': {
    ...plain,
    title: 'WebM with transparent VP9',
    cost: 3,
    extension: 'webm',
    contentType: 'video/webm',
    hasAlpha: true,
  },
  'mov-prores-4444': {
    ...plain,
    title: 'QuickTime with ProRes 4444',
    cost: 1,
    extension: 'mov',
    contentType: 'video/quicktime',
    hasAlpha: true,
    isFixed: true,
    bitDepths: [10],
  },
};

const still = { kind: 'poster', cost: 0, hasAlpha: false, bitDepths: [8], hasLossless: false } as const;

const posterFormats: Record<PosterFormatName, Omit<Format, 'name'>> = {
  jpeg: { ...still, title: 'JPEG', extension: 'jpg', contentType: 'image/jpeg' },
  webp: { ...still, title: 'WebP', extension: 'webp', contentType: 'image/webp', mostPixels: 16_383 ** 2 },
  avif: { ...still, title: 'AVIF', extension: 'avif', contentType: 'image/avif' },
};

/** All formats of output files, by name. */
export const formats = Object.fromEntries(
  Object.entries({ ...videoFormats, ...posterFormats }).map(([name, facts]) => [name, { name, ...facts }]),
) as Record<FormatName, Format>;
