import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { possibleTypes, typesWithoutId } from '../../src/schema/client-files.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8'));

describe('the schema files for clients’ caches', () => {
  it('are up to date: run `npm run schema`', () => {
    expect(read('possibleTypes.json')).toEqual(possibleTypes());
    expect(read('typesWithoutId.json')).toEqual(typesWithoutId());
  });

  it('list the types of every union and interface', () => {
    const { UserError, CreateAnimationResult, AnimationEventsResult } = possibleTypes();
    expect(UserError).toContain('InvalidSettingsError');
    expect(CreateAnimationResult).toContain('CreateAnimationSuccess');
    expect(AnimationEventsResult).toContain('AnimationEnded');
  });

  it('list the types without ids', () => {
    expect(typesWithoutId()).toEqual(expect.arrayContaining(['AnimationFailure', 'Video', 'PageInfo']));
    for (const name of ['Animation', 'Image', 'Query']) expect(typesWithoutId()).not.toContain(name);
  });
});
