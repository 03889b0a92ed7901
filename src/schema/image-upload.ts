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
  description: 'Where and how to send a photo that was announced.',
  fields: (t) => ({
    id: t.id({
      description: 'What `completeUpload` takes.',
      resolve: ({ upload }) => encodeGlobalId('ImageUpload', upload.id),
    }),
    url: t.string({
      description:
        'URL to send the bytes of the file to. It needs no key, works for anyone who has it, and accepts one photo.',
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
      description: `When the URL stops taking a photo: ${uploadLifetimeSeconds} s after it was given out.`,
      resolve: ({ upload }) => upload.expiresAt,
    }),
  }),
});

const CreateUploadInput = builder.inputType('CreateUploadInput', {
  description: 'What `createUpload` takes.',
  fields: (t) => ({
    name: t.string({
      description:
        "The file's name; the last segment of a path, 255 characters at most, is kept. `photo` by default.",
    }),
    contentType: t.string({
      required: true,
      description:
        'Its media type: `image/jpeg`, `image/png`, `image/webp`, `image/avif`, `image/tiff` or `image/gif`; empty where the client ' +
        'does not know it. Printable ASCII, 255 characters at most.',
    }),
    sizeBytes: t.field({
      type: 'SafeInt',
      required: true,
      description:
        'Exact size of the file: 1 byte to `maxUploadBytes` of `serverInfo`. It counts against the quota of the key at once.',
    }),
    idempotencyKey: t.string({
      description: `${idempotencyKey} the same upload under a new URL, and the same image when it is completed.`,
    }),
  }),
});

const CompleteUploadInput = builder.inputType('CompleteUploadInput', {
  description: 'What `completeUpload` takes.',
  fields: (t) => ({
    uploadId: t.id({ required: true, description: 'The `id` of an `ImageUpload`.' }),
  }),
});

builder.mutationFields((t) => ({
  createUpload: t.field({
    type: ImageUpload,
    description:
      'Announces a photo and returns the URL to send it to: for browsers without a key, and for files that should not pass through ' +
      'another server. PUT the file there, then call `completeUpload`.',
    args: { input: t.arg({ type: CreateUploadInput, required: true, description: 'What will be sent.' }) },
    errors: {
      types: [
        UnsupportedImageError,
        ImageTooLargeError,
        StorageFullError,
        InvalidInputError,
        IdempotencyConflictError,
      ],
      union: { name: 'CreateUploadResult', description: 'The result of `createUpload`.' },
      result: { name: 'CreateUploadSuccess', description: 'The photo may be sent.' },
      dataField: { name: 'upload', description: 'Where and how to send it.' },
    },
    resolve: (_root, { input }, context) => createUpload(input, context),
  }),
  completeUpload: t.field({
    type: Image,
    description:
      'Creates an image from a photo that was sent, with the same checks as `uploadImage`. Asked again, it gives the same image. ' +
      'It needs the key that `createUpload` was asked with.',
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
      union: { name: 'CompleteUploadResult', description: 'The result of `completeUpload`.' },
      result: { name: 'CompleteUploadSuccess', description: 'The photo is stored.' },
      dataField: { name: 'image', description: 'The new image.' },
    },
    resolve: (_root, { input }, context) => completeUpload(input, context),
  }),
}));
