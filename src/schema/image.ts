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
  description: 'A photo as it was uploaded.',
  authScopes: { read: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: "The file's name as the uploader gave it." }),
    contentType: t.exposeString('contentType', { description: 'Media type, such as `image/jpeg`.' }),
    widthPixels: t.exposeInt('widthPixels', { description: 'Width of the upright photo.' }),
    heightPixels: t.exposeInt('heightPixels', { description: 'Height of the upright photo.' }),
    sizeBytes: t.expose('sizeBytes', {
      type: 'SafeInt',
      description: 'Size of the file as it was uploaded.',
    }),
    sha256: t.exposeString('sha256', {
      description: "SHA-256 of the file's bytes as it was uploaded, in hexadecimal.",
    }),
    url: t.string({
      description:
        'Where the photo can be fetched, also in ranges: its pixels, colour profile and orientation byte for byte, without what the ' +
        'file says of the place, the time, the camera and the people (EXIF, GPS, XMP, IPTC, comments, thumbnails).',
      resolve: ({ storageKey }, _args, { fileUrl }) => fileUrl(storageKey),
    }),
    originalUrl: t.string({
      description:
        'URL of the original file, with its position and all other metadata. For keys of scope write.',
      authScopes: { write: true },
      resolve: ({ storageKey }, _args, { fileUrl }) => `${fileUrl(storageKey)}?original`,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was uploaded.' }),
    animationCount: t.relationCount('animations', {
      description:
        'How many animations are made from this photo. While there are any, it is deleted only along with them.',
    }),
    maskCount: t.relationCount('neededBy', {
      description:
        'How many animations need this picture as a mask. While there are any, it is deleted only along with them.',
    }),
    animations: t.relatedConnection(
      'animations',
      {
        cursor: 'id',
        description:
          'The animations made from this photo, newest first. They depend on it: see `deleteImage`.',
        complexity: pageCost,
        args: {
          filter: t.arg({ type: AnimationFilter, description: 'Which ones to list; all by default.' }),
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
  description: 'Which images to list; fields given together must all hold.',
  fields: (t) => ({
    ...dateFields(t),
    hasAnimations: t.boolean({
      description:
        'True for those that animations need, as their photo or as a mask; false for those that nothing depends on.',
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
      args: { filter: t.arg({ type: ImageFilter, description: 'Which ones to list; all by default.' }) },
      resolve: (query, _root, { filter }, context) => images(query, filter, context),
    },
    ImageConnection,
  ),
}));

const UploadImageInput = builder.inputType('UploadImageInput', {
  description: 'What `uploadImage` takes.',
  fields: (t) => ({
    file: t.field({
      type: 'Upload',
      required: true,
      description:
        'The photo, or a picture to be a mask: JPEG, PNG, WebP, AVIF, TIFF or a still GIF; it is recognised by its content, not its name.',
    }),
    idempotencyKey: t.string({ description: `${idempotencyKey} the image that the first made.` }),
  }),
});

builder.mutationField('uploadImage', (t) =>
  t.field({
    type: Image,
    description:
      'Stores a photo. It is turned upright and taken to sRGB when it is animated; the file itself stays as it is.',
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
      union: { name: 'UploadImageResult', description: 'The result of `uploadImage`.' },
      result: { name: 'UploadImageSuccess', description: 'The photo is stored.' },
      dataField: { name: 'image', description: 'The new image.' },
    },
    resolve: (_root, { input }, context) => uploadImage(input, context),
  }),
);

const ImportImageInput = builder.inputType('ImportImageInput', {
  description: 'What `importImage` takes.',
  fields: (t) => ({
    url: t.string({
      required: true,
      description:
        'Where the photo is: an absolute http or https URL of at most 2,048 characters, without user name and password, ' +
        'on the public internet or on a host that the setting `FETCH_ALLOW` names. At most 3 redirects are followed; all of ' +
        'it must be there within 60 s.',
    }),
    name: t.string({
      description: "The file's name, of at most 255 characters; by default the last part of the URL's path.",
    }),
    idempotencyKey: t.string({
      description: `${idempotencyKey} the image that the first made, without fetching the URL again.`,
    }),
  }),
});

builder.mutationField('importImage', (t) =>
  t.field({
    type: Image,
    description:
      'Fetches a photo from another server and stores it, with the same checks and limits as `uploadImage`. ' +
      'It returns when the photo is here.',
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
      union: { name: 'ImportImageResult', description: 'The result of `importImage`.' },
      result: { name: 'ImportImageSuccess', description: 'The photo is stored.' },
      dataField: { name: 'image', description: 'The new image.' },
    },
    resolve: (_root, { input }, context) => importImage(input, context),
  }),
);
