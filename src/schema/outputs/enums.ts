import { type Crop, crops } from '../../outputs/crops.ts';
import { type Effort, efforts } from '../../outputs/spec.ts';
import { type FormatName, formats } from '../../video/formats.ts';
import { builder } from '../builder.ts';

export const OutputKind = builder.enumType('OutputKind', {
  description: 'What an output is.',
  values: {
    VIDEO: { description: 'All frames; animated pictures and archives of frames among them.' },
    POSTER: { description: 'The first frame as a picture.' },
  } as const,
});

/** `mp4-h264` is `MP4_H264`. */
function toEnumName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

export const OutputFormat = builder.enumType('OutputFormat', {
  description:
    'What a file is: container and codec. `serverInfo.formats` lists those that this server makes.',
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
  original: { name: 'ORIGINAL', description: 'All of the picture.' },
  '16:9': { name: 'LANDSCAPE_16_9', description: '16 wide, 9 high: screens.' },
  '9:16': { name: 'PORTRAIT_9_16', description: '9 wide, 16 high: phones held upright.' },
  '1:1': { name: 'SQUARE_1_1', description: 'As wide as high.' },
  '4:5': { name: 'PORTRAIT_4_5', description: '4 wide, 5 high: feeds.' },
};

export const OutputCrop = builder.enumType('OutputCrop', {
  description:
    'Which part of the picture an output shows: the largest window of this aspect. All move alike.',
  values: Object.fromEntries(
    crops.map((crop) => [cropNames[crop].name, { value: crop, description: cropNames[crop].description }]),
  ),
});

const effortWords: Record<Effort, string> = {
  fast: 'Soon done, larger files.',
  balanced: 'In between.',
  small: 'Takes long, smaller files of the same quality.',
};

export const EncodingEffort = builder.enumType('EncodingEffort', {
  description: 'How long encoding may take for a smaller file.',
  values: Object.fromEntries(
    efforts.map((effort) => [effort.toUpperCase(), { value: effort, description: effortWords[effort] }]),
  ),
});

export const OutputSet = builder.enumType('OutputSet', {
  description: 'Outputs that belong together.',
  values: {
    WEB: {
      value: 'web' as const,
      description:
        'What a web page needs: MP4 with H.264 and with AV1 in up to three widths (640, 1280 and the full one, 1920 at most), and posters as JPEG, WebP and AVIF. `Animation.snippet` and `Animation.manifest` show them.',
    },
  },
});
