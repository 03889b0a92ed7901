import { isAbstractType, isObjectType } from 'graphql';
import { schema } from './schema.ts';

/** The object types of each union and interface: caches of clients, such as Apollo's, need them to match fragments on either. */
export function possibleTypes(): Record<string, string[]> {
  const abstract = Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type));
  return Object.fromEntries(
    abstract
      .filter(({ name }) => !name.startsWith('__'))
      .map((type) => [
        type.name,
        schema
          .getPossibleTypes(type)
          .map(({ name }) => name)
          .sort(),
      ])
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** Object types without an `id`, which caches such as urql's Graphcache store within the object that holds them. */
export function typesWithoutId(): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter((type) => !type.name.startsWith('__') && !roots.includes(type) && !('id' in type.getFields()))
    .map(({ name }) => name)
    .sort();
}
