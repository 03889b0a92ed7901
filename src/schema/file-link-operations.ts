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
        'Links to files of animations, newest first, including expired and revoked ones. Those of a removed animation go with it.',
      authScopes: { write: true },
      complexity: pageCost,
      args: { filter: t.arg({ type: FileLinkFilter, description: 'Which ones to list; all by default.' }) },
      resolve: (query, _root, { filter }, context) => fileLinks(query, filter, context),
    },
    FileLinkConnection,
  ),
);

const CreateFileLinkInput = builder.inputType('CreateFileLinkInput', {
  description: 'What `createFileLink` takes.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` to show.' }),
    target: t.field({
      type: FileLinkTarget,
      description: 'What it leads to; the manifest by default, which needs not be complete yet.',
    }),
    output: t.int({
      description:
        'In place of `target`: the one output that it leads to, by its place in `Animation.outputs`, 0…n − 1.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      required: true,
      description: 'Until when it is good: 30 seconds to 10 years from now, exact to a second.',
    }),
  }),
});

const RevokeFileLinkInput = builder.inputType('RevokeFileLinkInput', {
  description: 'What `revokeFileLink` takes.',
  fields: (t) => ({
    linkId: t.id({ required: true, description: 'Global id of the `FileLink`.' }),
  }),
});

const RevokeFileLinksInput = builder.inputType('RevokeFileLinksInput', {
  description: 'What `revokeFileLinks` takes.',
  fields: (t) => ({
    animationId: t.id({ required: true, description: 'Global id of the `Animation` whose links to end.' }),
  }),
});

builder.mutationFields((t) => ({
  createFileLink: t.field({
    type: FileLink,
    description:
      'Creates a URL of an animation that works without a key until a date; at most 1,000 are valid at the same time.',
    args: { input: t.arg({ type: CreateFileLinkInput, required: true, description: 'The link.' }) },
    errors: {
      types: [NotFoundError, NotEndedError, InvalidInputError],
      union: { name: 'CreateFileLinkResult', description: 'The result of `createFileLink`.' },
      result: { name: 'CreateFileLinkSuccess', description: 'The link is good from now on.' },
      dataField: { name: 'link', description: 'The new link.' },
    },
    resolve: (_root, { input }, context) => createFileLink(input, context),
  }),
  revokeFileLink: t.field({
    type: FileLink,
    description: 'Ends a link at once and permanently.',
    args: { input: t.arg({ type: RevokeFileLinkInput, required: true, description: 'Which link.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeFileLinkResult', description: 'The result of `revokeFileLink`.' },
      result: { name: 'RevokeFileLinkSuccess', description: 'The link leads nowhere any more.' },
      dataField: { name: 'link', description: 'The link that has ended.' },
    },
    resolve: (_root, { input }, context) => revokeFileLink(input, context),
  }),
  revokeFileLinks: t.field({
    type: Animation,
    description: 'Ends all links of an animation at once and permanently.',
    args: { input: t.arg({ type: RevokeFileLinksInput, required: true, description: 'Whose links.' }) },
    errors: {
      types: [NotFoundError],
      union: { name: 'RevokeFileLinksResult', description: 'The result of `revokeFileLinks`.' },
      result: { name: 'RevokeFileLinksSuccess', description: 'None of its links leads anywhere any more.' },
      dataField: { name: 'animation', description: 'The animation.' },
    },
    resolve: (_root, { input }, context) => revokeFileLinks(input, context),
  }),
}));
