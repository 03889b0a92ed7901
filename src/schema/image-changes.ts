import { needs } from '../animations/outputs/removal.ts';
import { type Deletion, deleteImage, renameImage } from '../resolvers/removal.ts';
import { builder } from './builder.ts';
import { maxPageSize } from './connections.ts';
import { ImageInUseError, NotEndedError, NotFoundError } from './errors.ts';
import { Image } from './image.ts';

builder.objectFields(ImageInUseError, (t) => ({
  image: t.prismaField({
    type: Image,
    nullable: true,
    description:
      'The image; its `animations`, and those that it is a mask of, depend on it. Null if it was deleted meanwhile.',
    resolve: (query, { subject }, _args, { prisma }) =>
      prisma.image.findUnique({ ...query, where: { id: subject?.id ?? '' } }),
  }),
  animationCount: t.int({
    description: 'How many animations depend on it.',
    resolve: ({ subject }, _args, { prisma }) => prisma.animation.count({ where: needs(subject?.id ?? '') }),
  }),
}));

const RenameImageInput = builder.inputType('RenameImageInput', {
  description: 'What `renameImage` takes.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image` to rename.' }),
    name: t.string({
      required: true,
      description: 'Its new name; the last segment of a path, 255 characters at most, is kept.',
    }),
  }),
});

const DeletedImage = builder.objectRef<Deletion>('DeleteImageSuccess').implement({
  description: 'The image is gone.',
  fields: (t) => ({
    deletedId: t.exposeID('imageId', { description: 'The global id that it had.' }),
    deletedAnimationIds: t.exposeIDList('animationIds', {
      complexity: maxPageSize,
      description: 'The global ids of the animations that went along with it.',
    }),
  }),
});

const DeleteImageInput = builder.inputType('DeleteImageInput', {
  description: 'What `deleteImage` takes.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image` to delete.' }),
    withAnimations: t.boolean({
      defaultValue: false,
      description:
        'Whether the animations that need it, as their photo or as a mask, are deleted along with it; they must have ended.',
    }),
  }),
});

builder.mutationFields((t) => ({
  renameImage: t.field({
    type: Image,
    description: 'Renames an image; the URL of its file does not change.',
    args: { input: t.arg({ type: RenameImageInput, required: true, description: 'Which, and how.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RenameImageResult', description: 'The result of `renameImage`.' },
      result: { name: 'RenameImageSuccess', description: 'The image has the name.' },
      dataField: { name: 'image', description: 'The image.' },
    },
    resolve: (_root, { input }, context) => renameImage(input, context),
  }),
  deleteImage: t.field({
    type: DeletedImage,
    description:
      'Deletes an image and its file, unless animations depend on it that should not be deleted too.',
    args: { input: t.arg({ type: DeleteImageInput, required: true, description: 'Which image.' }) },
    errors: {
      types: [NotFoundError, ImageInUseError, NotEndedError],
      union: { name: 'DeleteImageResult', description: 'The result of `deleteImage`.' },
      directResult: true,
    },
    resolve: (_root, { input }, context) => deleteImage(input, context),
  }),
}));
