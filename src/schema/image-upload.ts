import { uploadLifetimeSeconds } from '../images/upload-address.ts';
import type { NewUpload } from '../images/uploads.ts';
import { encodeGlobalId } from '../resolvers/global-id.ts';
import { completeUpload, createUpload } from '../resolvers/image-upload.ts';
import { builder } from './builder.ts';
import {
  IdempotencyConflictError,
  ImageTooLargeError,
  InvalidImageError,
  InvalidInputError,
  NotFoundError,
  StorageFullError,
  UnsupportedImageError,
  UploadExpiredError,
  UploadMissingError,
} from './errors.ts';
import { idempotencyKey } from './idempotency.ts';
import { Image } from './image.ts';

const HttpHeader = builder.objectRef<{ name: string; value: string }>('HttpHeader').implement({
  description: 'A header of an HTTP request.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, such as `Content-Type`.' }),
    value: t.exposeString('value', { description: 'Its value.' }),
  }),
});

const ImageUpload = builder.objectRef<NewUpload>('ImageUpload').implement({
  description: 'Where and how to send an announced photo.',
  fields: (t) => ({
    id: t.id({
      description: 'Input of `completeUpload`.',
      resolve: ({ upload }) => encodeGlobalId('ImageUpload', upload.id),
    }),
    url: t.string({
      description:
        'Where to send the bytes of the file. Anyone who has the URL can use it, without a key, for one photo.',
      resolve: ({ token, directUrl }, _args, { uploadUrl }) => directUrl ?? uploadUrl(token),
    }),
    method: t.string({ description: 'The HTTP method: `PUT`.', resolve: () => 'PUT' }),
    headers: t.field({
      type: [HttpHeader],
      description: 'Headers to send in addition to those that clients send anyway.',
      resolve: ({ upload }) => [{ name: 'Content-Type', value: upload.contentType }],
    }),
    expiresAt: t.field({
      type: 'DateTime',
      description: `When the URL expires: ${uploadLifetimeSeconds} s after it was issued.`,
      resolve: ({ upload }) => upload.expiresAt,
    }),
  }),
});

const CreateUploadInput = builder.inputType('CreateUploadInput', {
  description: 'Input of `createUpload`.',
  fields: (t) => ({
    name: t.string({
      description: 'File name; of a path, the last segment, at most 255 characters. Default: `photo`.',
    }),
    contentType: t.string({
      required: true,
      description:
        'Its media type: `image/jpeg`, `image/png`, `image/webp`, `image/avif`, `image/tiff` or ' +
        '`image/gif`; empty if unknown. Printable ASCII, at most 255 characters.',
    }),
    sizeBytes: t.field({
      type: 'SafeInt',
      required: true,
      description:
        'Exact size of the file: 1 byte to `maxUploadBytes` of `serverInfo`. Counted against the quota of ' +
        'the key immediately.',
    }),
    idempotencyKey: t.string({
      description: `${idempotencyKey} the same upload with a new URL, and the same image once it is completed.`,
    }),
  }),
});

const CompleteUploadInput = builder.inputType('CompleteUploadInput', {
  description: 'Input of `completeUpload`.',
  fields: (t) => ({
    uploadId: t.id({ required: true, description: '`id` of an `ImageUpload`.' }),
  }),
});

builder.mutationFields((t) => ({
  createUpload: t.field({
    type: ImageUpload,
    description:
      'Announces a photo and returns the URL to send it to. For browsers that have no key, and to avoid sending ' +
      'files through another server. PUT the file to the URL, then call `completeUpload`.',
    args: { input: t.arg({ type: CreateUploadInput, required: true, description: 'What will be sent.' }) },
    errors: {
      types: [
        UnsupportedImageError,
        ImageTooLargeError,
        StorageFullError,
        InvalidInputError,
        IdempotencyConflictError,
      ],
      union: { name: 'CreateUploadResult', description: 'Result of `createUpload`.' },
      result: { name: 'CreateUploadSuccess', description: 'The photo can be sent now.' },
      dataField: { name: 'upload', description: 'Where and how to send it.' },
    },
    resolve: (_root, { input }, context) => createUpload(input, context),
  }),
  completeUpload: t.field({
    type: Image,
    description:
      'Creates an image from an announced photo after it was sent, with the same checks as `uploadImage`. ' +
      'Repeating it returns the same image. Requires the key that called `createUpload`.',
    args: { input: t.arg({ type: CompleteUploadInput, required: true, description: 'Which upload.' }) },
    errors: {
      types: [
        NotFoundError,
        UploadMissingError,
        UploadExpiredError,
        InvalidImageError,
        UnsupportedImageError,
        ImageTooLargeError,
        StorageFullError,
        IdempotencyConflictError,
      ],
      union: { name: 'CompleteUploadResult', description: 'Result of `completeUpload`.' },
      result: { name: 'CompleteUploadSuccess', description: 'The photo is stored.' },
      dataField: { name: 'image', description: 'The new image.' },
    },
    resolve: (_root, { input }, context) => completeUpload(input, context),
  }),
}));
