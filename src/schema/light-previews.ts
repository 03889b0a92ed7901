import { GraphQLError } from 'graphql';
import { builtInLooks } from '../inference/built-in-looks.ts';
import { builtInLights } from '../presets/built-in-lights.ts';
import { builder } from './builder.ts';
import { listCost } from './connections.ts';
import { Image } from './image.ts';

interface Preview {
  preset: string;
  jpeg: Uint8Array;
  width: number;
  height: number;
}

/** Field values that the text of a picture counts for. */
const pictureCost = 10;

const LightPreview = builder.objectRef<Preview>('LightPreview').implement({
  description: 'A thumbnail of a photo in a light.',
  fields: (t) => ({
    preset: t.exposeString('preset', { description: 'Name of the preset of the light.' }),
    dataUri: t.string({
      complexity: pictureCost,
      description: 'A JPEG as a `data:` URI, ready for the `src` of an image.',
      resolve: ({ jpeg }) => `data:image/jpeg;base64,${Buffer.from(jpeg).toString('base64')}`,
    }),
    widthPixels: t.exposeInt('width', { description: 'Width, at most 192.' }),
    heightPixels: t.exposeInt('height', { description: 'Height.' }),
  }),
});

builder.objectField(Image, 'lightPreviews', (t) =>
  t.field({
    type: [LightPreview],
    nullable: true,
    complexity: listCost(builtInLooks.length),
    description:
      'Thumbnails of the photo in the built-in lights. The first request takes some seconds. Null if they could ' +
      'not be made.',
    args: {
      presets: t.arg.stringList({
        description: 'Names of presets listed by `lights`. Default: the first variant of each light.',
      }),
    },
    resolve: async (image, { presets }, { previewedPhotos }) => {
      const wanted = presets ?? builtInLights.map(({ name }) => name);
      const unknown = wanted.find((name) => !builtInLooks.some((look) => look.name === name));
      if (unknown !== undefined) throw unknownLight(unknown);
      const { pictures, widthPixels: width, heightPixels: height } = await previewedPhotos.of(image);
      return wanted.flatMap((name) =>
        pictures.filter(({ preset }) => preset === name).map((picture) => ({ ...picture, width, height })),
      );
    },
  }),
);

function unknownLight(name: string): GraphQLError {
  const message = `Expected names of presets that \`lights\` lists, but received ${JSON.stringify(name.slice(0, 100))}`;
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
