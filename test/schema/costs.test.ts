import { getNullableType, isInterfaceType, isListType, isObjectType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { schema } from '../../src/schema/schema.ts';

/** Lists of a few short items, which the standard weight of a list covers. */
const short = [
  /Error\.path$/,
  /^ImageUpload\.headers$/,
  /^Webhook\.events$/,
  /MotionSetting\.code$/,
  /^RenderReport\.warnings$/,
];
/** What Pothos gives a list that nobody has weighed. */
const unweighed = { field: 1, multiplier: 10 };

describe('the cost of operations', () => {
  it('is defined for every list in the API', () => {
    const lists = Object.values(schema.getTypeMap())
      .filter((type) => (isObjectType(type) || isInterfaceType(type)) && !type.name.startsWith('__'))
      .flatMap((type) =>
        isObjectType(type) || isInterfaceType(type)
          ? Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field }))
          : [],
      )
      .filter(({ field }) => isListType(getNullableType(field.type)));
    expect(lists.length).toBeGreaterThan(20);
    const forgotten = lists
      .filter(({ name }) => !short.some((pattern) => pattern.test(name)))
      .filter(({ field }) => {
        const { complexity } = field.extensions;
        return JSON.stringify(complexity) === JSON.stringify(unweighed);
      });
    expect(forgotten.map(({ name }) => name)).toEqual([]);
  });
});
