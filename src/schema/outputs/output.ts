import type { Crop } from '../../outputs/crops.ts';
import { mediaTypeOf } from '../../outputs/stored-output.ts';
import type { FormatName } from '../../video/formats.ts';
import { builder } from '../builder.ts';
import { OutputCrop, OutputFormat, OutputKind } from './enums.ts';
import { words } from './words.ts';

export const Output = builder.prismaObject('Output', {
  description: 'A finished file of an animation.',
  fields: (t) => ({
    kind: t.expose('kind', { type: OutputKind, description: 'What kind of file it is.' }),
    format: t.field({
      type: OutputFormat,
      description: `${words.format}.`,
      resolve: ({ format }) => format as FormatName,
    }),
    crop: t.field({ type: OutputCrop, description: `${words.crop}.`, resolve: ({ crop }) => crop as Crop }),
    url: t.string({
      description: 'URL of the file; supports range requests. Its content never changes.',
      resolve: ({ storageKey }, _args, { fileUrl }) => fileUrl(storageKey),
    }),
    widthPixels: t.exposeInt('widthPixels', { description: 'Width.' }),
    heightPixels: t.exposeInt('heightPixels', { description: 'Height.' }),
    sizeBytes: t.expose('sizeBytes', { type: 'SafeInt', description: 'Size of the file.' }),
    contentType: t.exposeString('contentType', { description: 'Media type, such as `video/mp4`.' }),
    mediaType: t.string({
      description:
        'Media type for the `type` attribute of `<source>`: with the codec if known, such as `video/mp4; ' +
        'codecs="avc1.640028"`.',
      resolve: (output) => mediaTypeOf(output),
    }),
    sha256: t.exposeString('sha256', {
      nullable: true,
      description: 'SHA-256 of the file, in hexadecimal. Null for files older than this field.',
    }),
    missedBudgetBytes: t.expose('missedBudgetBytes', {
      type: 'SafeInt',
      nullable: true,
      description: 'Bytes by which it exceeds its `maxBytes`. Null if it does not.',
    }),
    animation: t.relation('animation', { description: 'Its animation.' }),
  }),
});
