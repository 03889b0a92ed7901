/** A kind of file that an animation can be had as. Nothing here needs FFmpeg, so that the API and the command line may read it. */
export interface Format {
  name: FormatName;
  kind: 'video' | 'poster';
  extension: string;
  contentType: string;
  hasAlpha: boolean;
  /** Of each channel; the first is the usual one. */
  bitDepths: readonly (8 | 10)[];
}

export const videoFormatNames = ['mp4-h264', 'mp4-hevc'] as const;
export const posterFormatNames = ['jpeg'] as const;
export const formatNames = [...videoFormatNames, ...posterFormatNames] as const;

export type VideoFormatName = (typeof videoFormatNames)[number];
export type PosterFormatName = (typeof posterFormatNames)[number];
export type FormatName = (typeof formatNames)[number];

const mp4 = { kind: 'video', extension: 'mp4', contentType: 'video/mp4', hasAlpha: false } as const;

export const formats: Record<FormatName, Format> = {
  'mp4-h264': { name: 'mp4-h264', ...mp4, bitDepths: [8] },
  'mp4-hevc': { name: 'mp4-hevc', ...mp4, bitDepths: [8] },
  jpeg: {
    name: 'jpeg',
    kind: 'poster',
    extension: 'jpg',
    contentType: 'image/jpeg',
    hasAlpha: false,
    bitDepths: [8],
  },
};
