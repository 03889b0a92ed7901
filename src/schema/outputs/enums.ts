import { type Crop, crops } from '../../outputs/crops.ts';
import { type Effort, efforts } from '../../outputs/spec.ts';
import { type FormatName, formats } from '../../video/formats.ts';
import { builder } from '../builder.ts';

export const OutputKind = builder.enumType('OutputKind', {
  description: 'Kinds of outputs.',
  values: {
    VIDEO: { description: 'All frames; includes animated pictures and archives of frames.' },
    POSTER: { description: 'The first frame as a picture.' },
  } as const,
});

/** `mp4-h264` is `MP4_H264`. */
function toEnumName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

export const OutputFormat = builder.enumType('OutputFormat', {
  description: 'Container and codec of a file. `serverInfo.formats` lists those that this server supports.',
  values: Object.fromEntries(
    Object.values(formats).map(({ name, title, kind }) => [
      toEnumName(name),
      {
        value: name as FormatName,
        description: kind === 'poster' ? `The first frame as ${title}.` : `${title}.`,
      },
    ]),
  ),
});

const cropNames: Record<Crop, { name: string; description: string }> = {
  original: { name: 'ORIGINAL', description: 'The whole picture.' },
  '16:9': { name: 'LANDSCAPE_16_9', description: '16:9, for screens.' },
  '9:16': { name: 'PORTRAIT_9_16', description: '9:16, for phones held upright.' },
  '1:1': { name: 'SQUARE_1_1', description: '1:1, square.' },
  '4:5': { name: 'PORTRAIT_4_5', description: '4:5, for feeds.' },
};

export const OutputCrop = builder.enumType('OutputCrop', {
  description:
    'Part of the picture that an output shows: the largest window with this aspect ratio. The motion is the ' +
    'same in all crops.',
  values: Object.fromEntries(
    crops.map((crop) => [cropNames[crop].name, { value: crop, description: cropNames[crop].description }]),
  ),
});

const effortWords: Record<Effort, string> = {
  fast: 'Fast encoding, larger files.',
  balanced: 'A balance of both.',
  small: 'Slow encoding, smaller files of the same quality.',
};

export const EncodingEffort = builder.enumType('EncodingEffort', {
  description: 'Trade-off between encoding time and file size.',
  values: Object.fromEntries(
    efforts.map((effort) => [effort.toUpperCase(), { value: effort, description: effortWords[effort] }]),
  ),
});

export const OutputSet = builder.enumType('OutputSet', {
  description: 'Predefined sets of outputs.',
  values: {
    WEB: {
      value: 'web' as const,
      description:
        'Files for a web page: MP4 with H.264 and with AV1 in up to three widths (640, 1280 and the full one, ' +
        '1920 at most), and posters as JPEG, WebP and AVIF. `Animation.snippet` and `Animation.manifest` ' +
        'show them.',
    },
  },
});
