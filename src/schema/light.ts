import { asTaken } from '../inference/look.ts';
import { type BuiltInLight, builtInLights } from '../presets/built-in-lights.ts';
import { lightPictures, type LightPicture as Picture } from '../presets/light-pictures.ts';
import { builder } from './builder.ts';
import { listCost } from './connections.ts';

const LightPicture = builder.objectRef<Picture>('LightPicture').implement({
  description: 'A thumbnail of a light on a sample photo. All lights are shown on the same photos.',
  fields: (t) => ({
    photo: t.string({
      description: 'Name of the sample photo, for people.',
      resolve: ({ scene }) => lightPictures().scenes.find(({ name }) => name === scene)?.label ?? scene,
    }),
    url: t.string({
      description: 'URL of the WebP file. It needs no key, and its content never changes.',
      resolve: ({ file }, _args, { lightPictureUrl }) => lightPictureUrl(file),
    }),
    widthPixels: t.int({ description: 'Width.', resolve: () => lightPictures().widthPixels }),
    heightPixels: t.int({ description: 'Height.', resolve: () => lightPictures().heightPixels }),
  }),
});

const LightVariant = builder.objectRef<BuiltInLight['variants'][number]>('LightVariant').implement({
  description: 'A variant of a light.',
  fields: (t) => ({
    preset: t.exposeString('name', {
      description: 'Name of its `LatentPreset`, for `light` of settings and `lights` of `createAnimations`.',
    }),
    label: t.exposeString('label', { description: 'A short description for people.' }),
    pictures: t.field({
      type: [LightPicture],
      complexity: listCost(3),
      description: 'How it looks.',
      resolve: ({ name }) => picturesOf(name),
    }),
  }),
});

const Light = builder.objectRef<BuiltInLight>('Light').implement({
  description: 'A light with a familiar name.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name; the same as that of its first variant.' }),
    label: t.exposeString('label', { description: 'Its display name.' }),
    description: t.exposeString('description', { description: 'What it looks like.' }),
    variants: t.field({
      type: [LightVariant],
      complexity: listCost(4),
      description: 'Its variants, the plainest first.',
      resolve: ({ variants }) => [...variants],
    }),
  }),
});

const Lights = builder.objectRef<readonly BuiltInLight[]>('Lights').implement({
  description: 'The built-in lights.',
  fields: (t) => ({
    asTaken: t.field({
      type: [LightPicture],
      complexity: listCost(3),
      description: 'The sample photos in their own light.',
      resolve: () => picturesOf(asTaken),
    }),
    all: t.field({
      type: [Light],
      complexity: listCost(12),
      description: 'All lights, in the order of a day.',
      resolve: (lights) => [...lights],
    }),
  }),
});

function picturesOf(preset: string): Picture[] {
  return lightPictures().pictures.filter((picture) => picture.preset === preset);
}

builder.queryField('lights', (t) =>
  t.field({
    type: Lights,
    description: 'The built-in lights, with pictures.',
    resolve: () => builtInLights,
  }),
);
