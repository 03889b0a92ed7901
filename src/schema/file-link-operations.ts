import { createFileLink, fileLinks, revokeFileLink, revokeFileLinks } from '../resolvers/file-links.ts';
import { Animation } from './animation.ts';
import { builder } from './builder.ts';
import { pageCost } from './connections.ts';
import { InvalidInputError, NotEndedError, NotFoundError } from './errors.ts';
import { FileLink, FileLinkConnection, FileLinkFilter, FileLinkTarget } from './file-link.ts';

builder.queryField('fileLinks', (t) =>
  t.prismaConnection(
    {
      type: FileLink,
      cursor: 'id',
      description:
        'Links to files of animations, newest first, including expired and revoked ones. Deleting an animation ' +
        'deletes its links.',
      authScopes: { write: true },
      complexity: pageCost,
      args: { filter: t.arg({ type: FileLinkFilter, description: 'Which items to list. Default: all.' }) },
      resolve: (query, _root, { filter }, context) => fileLinks(query, filter, context),
    },
    FileLinkConnection,
  ),
);

const CreateFileLinkInput = builder.inputType('CreateFileLinkInput', {
  description: 'Input of `createFileLink`.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` to give access to.' }),
    target: t.field({
      type: FileLinkTarget,
      description: 'What it gives access to. Default: the manifest, which need not be complete yet.',
    }),
    output: t.int({
      description: 'Instead of `target`: the index of one output in `Animation.outputs`, 0…n − 1.',
    }),
    withCompanions: t.boolean({
      description:
        'Whether a link to the manifest also gives access to the manifests and outputs of its companions, such as ' +
        'the night that belongs to a day: all animations of the project with the same motion in other lights, also ' +
        'those made later. Default: false, the manifest names only published ones.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it expires: 30 seconds to 10 years from now, to the second.',
    }),
  }),
});

const RevokeFileLinkInput = builder.inputType('RevokeFileLinkInput', {
  description: 'Input of `revokeFileLink`.',
  fields: (t) => ({
    linkId: t.id({ required: true, description: 'Global id of the `FileLink`.' }),
  }),
});

const RevokeFileLinksInput = builder.inputType('RevokeFileLinksInput', {
  description: 'Input of `revokeFileLinks`.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` whose links to revoke.' }),
  }),
});

builder.mutationFields((t) => ({
  createFileLink: t.field({
    type: FileLink,
    description:
      'Creates a URL for an animation that works without a key until a set date. An animation can have 1,000 ' +
      'valid links at a time.',
    args: { input: t.arg({ type: CreateFileLinkInput, required: true, description: 'The link.' }) },
    errors: {
      types: [NotFoundError, NotEndedError, InvalidInputError],
      union: { name: 'CreateFileLinkResult', description: 'Result of `createFileLink`.' },
      result: { name: 'CreateFileLinkSuccess', description: 'The link works immediately.' },
      dataField: { name: 'link', description: 'The new link.' },
    },
    resolve: (_root, { input }, context) => createFileLink(input, context),
  }),
  revokeFileLink: t.field({
    type: FileLink,
    description: 'Revokes a link, immediately and permanently.',
    args: { input: t.arg({ type: RevokeFileLinkInput, required: true, description: 'Which link.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeFileLinkResult', description: 'Result of `revokeFileLink`.' },
      result: { name: 'RevokeFileLinkSuccess', description: 'The link is no longer valid.' },
      dataField: { name: 'link', description: 'The revoked link.' },
    },
    resolve: (_root, { input }, context) => revokeFileLink(input, context),
  }),
  revokeFileLinks: t.field({
    type: Animation,
    description: 'Revokes all links to an animation, immediately and permanently.',
    args: { input: t.arg({ type: RevokeFileLinksInput, required: true, description: 'Whose links.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeFileLinksResult', description: 'Result of `revokeFileLinks`.' },
      result: { name: 'RevokeFileLinksSuccess', description: 'None of its links is valid any more.' },
      dataField: { name: 'animation', description: 'The animation.' },
    },
    resolve: (_root, { input }, context) => revokeFileLinks(input, context),
  }),
}));
