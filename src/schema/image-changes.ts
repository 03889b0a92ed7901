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
      'The image. Its `animations`, and those that use it as a mask, depend on it. Null if it has been ' +
      'deleted meanwhile.',
    resolve: (query, { subject }, _args, { prisma }) =>
      prisma.image.findUnique({ ...query, where: { id: subject?.id ?? '' } }),
  }),
  animationCount: t.int({
    description: 'Number of animations that depend on it.',
    resolve: ({ subject }, _args, { prisma }) => prisma.animation.count({ where: needs(subject?.id ?? '') }),
  }),
}));

const RenameImageInput = builder.inputType('RenameImageInput', {
  description: 'Input of `renameImage`.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image` to rename.' }),
    name: t.string({
      required: true,
      description: 'Its new name; of a path, the last segment, at most 255 characters.',
    }),
  }),
});

const DeletedImage = builder.objectRef<Deletion>('DeleteImageSuccess').implement({
  description: 'The image is deleted.',
  fields: (t) => ({
    deletedId: t.exposeID('imageId', { description: 'Its former global id.' }),
    deletedAnimationIds: t.exposeIDList('animationIds', {
      complexity: maxPageSize,
      description: 'Former global ids of the animations deleted with it.',
    }),
  }),
});

const DeleteImageInput = builder.inputType('DeleteImageInput', {
  description: 'Input of `deleteImage`.',
  fields: (t) => ({
    imageId: t.id({ required: true, description: 'Global id of the `Image` to delete.' }),
    withAnimations: t.boolean({
      defaultValue: false,
      description:
        'Whether to delete the animations that use it, as photo or mask, as well; they must have ended.',
    }),
  }),
});

builder.mutationFields((t) => ({
  renameImage: t.field({
    type: Image,
    description: 'Renames an image; its file and URL stay the same.',
    args: {
      input: t.arg({ type: RenameImageInput, required: true, description: 'Which image, and its new name.' }),
    },
    errors: {
      types: [NotFoundError],
      union: { name: 'RenameImageResult', description: 'Result of `renameImage`.' },
      result: { name: 'RenameImageSuccess', description: 'The image has been renamed.' },
      dataField: { name: 'image', description: 'The image.' },
    },
    resolve: (_root, { input }, context) => renameImage(input, context),
  }),
  deleteImage: t.field({
    type: DeletedImage,
    description:
      'Deletes an image and its file. Fails if animations depend on it, unless they are deleted too.',
    args: { input: t.arg({ type: DeleteImageInput, required: true, description: 'Which image.' }) },
    errors: {
      types: [NotFoundError, ImageInUseError, NotEndedError],
      union: { name: 'DeleteImageResult', description: 'Result of `deleteImage`.' },
      directResult: true,
    },
    resolve: (_root, { input }, context) => deleteImage(input, context),
  }),
}));
