import { animationsMatching } from '../resolvers/animations.ts';
import { image } from '../resolvers/image.ts';
import { images } from '../resolvers/images.ts';
import { importImage } from '../resolvers/import-image.ts';
import { uploadImage } from '../resolvers/upload-image.ts';
import { AnimationConnection } from './animation.ts';
import { AnimationFilter } from './animation-filter.ts';
import { builder } from './builder.ts';
import { pageCost } from './connections.ts';
import { dateFields } from './date-range.ts';
import {
  FetchFailedError,
  IdempotencyConflictError,
  ImageTooLargeError,
  InvalidImageError,
  InvalidInputError,
  InvalidUrlError,
  StorageFullError,
  UnsupportedImageError,
} from './errors.ts';
import { idempotencyKey } from './idempotency.ts';

export const Image = builder.prismaNode('Image', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, projectId }),
  nullable: true,
  description: 'An uploaded photo.',
  authScopes: { read: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'File name, as given on upload.' }),
    contentType: t.exposeString('contentType', { description: 'Media type, such as `image/jpeg`.' }),
    widthPixels: t.exposeInt('widthPixels', { description: 'Width of the upright photo.' }),
    heightPixels: t.exposeInt('heightPixels', { description: 'Height of the upright photo.' }),
    sizeBytes: t.expose('sizeBytes', {
      type: 'SafeInt',
      description: 'Size of the file as uploaded.',
    }),
    sha256: t.exposeString('sha256', {
      description: 'SHA-256 of the file as uploaded, in hexadecimal.',
    }),
    url: t.string({
      description:
        'URL of the photo; supports range requests. Pixels, colour profile and orientation are unchanged, byte ' +
        'for byte. Metadata about place, time, camera and people (EXIF, GPS, XMP, IPTC, comments, thumbnails) ' +
        'is removed.',
      resolve: ({ storageKey }, _args, { fileUrl }) => fileUrl(storageKey),
    }),
    originalUrl: t.string({
      description:
        'URL of the file exactly as uploaded, including GPS position and all other metadata. Requires a key ' +
        'with scope write.',
      authScopes: { write: true },
      resolve: ({ storageKey }, _args, { fileUrl }) => `${fileUrl(storageKey)}?original`,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was uploaded.' }),
    animationCount: t.relationCount('animations', {
      description:
        'Number of animations made from this photo. While there are any, it can only be deleted together with ' +
        'them.',
    }),
    maskCount: t.relationCount('neededBy', {
      description:
        'Number of animations that use this picture as a mask. While there are any, it can only be deleted ' +
        'together with them.',
    }),
    animations: t.relatedConnection(
      'animations',
      {
        cursor: 'id',
        description: 'The animations made from this photo, newest first.',
        complexity: pageCost,
        args: {
          filter: t.arg({ type: AnimationFilter, description: 'Which items to list. Default: all.' }),
        },
        query: ({ filter }) => animationsMatching(filter),
      },
      AnimationConnection,
    ),
  }),
});

const ImageConnection = builder.connectionObject(
  { type: Image, name: 'ImageConnection', description: 'A page of images.' },
  { name: 'ImageEdge', description: 'An image in a list.' },
);

const ImageFilter = builder.inputType('ImageFilter', {
  description: 'Which images to list; all given fields must match.',
  fields: (t) => ({
    ...dateFields(t),
    hasAnimations: t.boolean({
      description: 'True for images that animations use, as photo or mask; false for unused ones.',
    }),
  }),
});

builder.queryFields((t) => ({
  image: t.prismaField({
    type: Image,
    nullable: true,
    description: 'The image with this id; null if there is none.',
    args: { id: t.arg.id({ required: true, description: 'Global id of an `Image`.' }) },
    resolve: (query, _root, { id }, context) => image(query, id, context),
  }),
  images: t.prismaConnection(
    {
      type: Image,
      cursor: 'id',
      description: 'Images, newest first.',
      complexity: pageCost,
      args: { filter: t.arg({ type: ImageFilter, description: 'Which items to list. Default: all.' }) },
      resolve: (query, _root, { filter }, context) => images(query, filter, context),
    },
    ImageConnection,
  ),
}));

const UploadImageInput = builder.inputType('UploadImageInput', {
  description: 'Input of `uploadImage`.',
  fields: (t) => ({
    file: t.field({
      type: 'Upload',
      required: true,
      description:
        'The photo, or a picture to use as a mask: JPEG, PNG, WebP, AVIF, TIFF or a still GIF. The type is ' +
        'detected from the content, not the name.',
    }),
    idempotencyKey: t.string({ description: `${idempotencyKey} the image created by the first.` }),
  }),
});

builder.mutationField('uploadImage', (t) =>
  t.field({
    type: Image,
    description:
      'Stores a photo. For animations it is turned upright and converted to sRGB; the file itself stays ' +
      'unchanged.',
    args: { input: t.arg({ type: UploadImageInput, required: true, description: 'The photo.' }) },
    errors: {
      types: [
        InvalidImageError,
        UnsupportedImageError,
        ImageTooLargeError,
        StorageFullError,
        InvalidInputError,
        IdempotencyConflictError,
      ],
      union: { name: 'UploadImageResult', description: 'Result of `uploadImage`.' },
      result: { name: 'UploadImageSuccess', description: 'The photo is stored.' },
      dataField: { name: 'image', description: 'The new image.' },
    },
    resolve: (_root, { input }, context) => uploadImage(input, context),
  }),
);

const ImportImageInput = builder.inputType('ImportImageInput', {
  description: 'Input of `importImage`.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description:
        'URL of the photo: an absolute http or https URL of at most 2,048 characters, without user name and ' +
        'password, on the public internet or on a host listed in the setting `FETCH_ALLOW`. At most 3 ' +
        'redirects are followed; the download must be complete within 60 s.',
    }),
    name: t.string({
      description: "File name, at most 255 characters. Default: the last segment of the URL's path.",
    }),
    idempotencyKey: t.string({
      description: `${idempotencyKey} the image created by the first, without fetching the URL again.`,
    }),
  }),
});

builder.mutationField('importImage', (t) =>
  t.field({
    type: Image,
    description:
      'Downloads a photo from another server and stores it, with the same checks and limits as `uploadImage`. ' +
      'It returns after the download.',
    args: { input: t.arg({ type: ImportImageInput, required: true, description: 'Where the photo is.' }) },
    errors: {
      types: [
        InvalidUrlError,
        FetchFailedError,
        InvalidImageError,
        UnsupportedImageError,
        ImageTooLargeError,
        StorageFullError,
        InvalidInputError,
        IdempotencyConflictError,
      ],
      union: { name: 'ImportImageResult', description: 'Result of `importImage`.' },
      result: { name: 'ImportImageSuccess', description: 'The photo is stored.' },
      dataField: { name: 'image', description: 'The new image.' },
    },
    resolve: (_root, { input }, context) => importImage(input, context),
  }),
);
