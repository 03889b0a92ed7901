import type { Crop } from '../../outputs/crops.ts';
import { mediaTypeOf } from '../../outputs/stored-output.ts';
import type { FormatName } from '../../video/formats.ts';
import { builder } from '../builder.ts';
import { OutputCrop, OutputFormat, OutputKind } from './enums.ts';
import { words } from './words.ts';

export const Output = builder.prismaObject('Output', {
  description: 'A finished file of an animation.',
  fields: (t) => ({
    kind: t.expose('kind', { type: OutputKind, description: 'What it is.' }),
    format: t.field({
      type: OutputFormat,
      description: `${words.format}.`,
      resolve: ({ format }) => format as FormatName,
    }),
    crop: t.field({ type: OutputCrop, description: `${words.crop}.`, resolve: ({ crop }) => crop as Crop }),
    url: t.string({
      description: 'Its URL, which supports ranges. The content never changes.',
      resolve: ({ storageKey }, _args, { fileUrl }) => fileUrl(storageKey),
    }),
    widthPixels: t.exposeInt('widthPixels', { description: 'Width.' }),
    heightPixels: t.exposeInt('heightPixels', { description: 'Height.' }),
    sizeBytes: t.expose('sizeBytes', { type: 'SafeInt', description: 'Size of the file.' }),
    contentType: t.exposeString('contentType', { description: 'Such as `video/mp4`.' }),
    mediaType: t.string({
      description:
        'For the `type` of a `<source>`: the content type with its codec, such as `video/mp4; codecs="avc1.640028"`, where that is known.',
      resolve: (output) => mediaTypeOf(output),
    }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: 'Of the bytes, in hexadecimal. Null for files older than this field.',
    }),
    missedBudgetBytes: t.expose('missedBudgetBytes', {
      type: 'SafeInt',
      nullable: true,
      description: 'By how much it exceeds its `maxBytes`. Null if it does not.',
    }),
    animation: t.relation('animation', { description: 'The animation it is of.' }),
  }),
});
