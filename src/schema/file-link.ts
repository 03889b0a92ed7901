import { linkTarget, linkTargets, linkUrl } from '../resolvers/file-links.ts';
import { Animation } from './animation.ts';
import { builder } from './builder.ts';
import { dateFields } from './date-range.ts';
import { Output } from './outputs/output.ts';

const inOrder = { orderBy: { position: 'asc' } } as const;

const meanings = {
  MANIFEST:
    'The manifest. It contains URLs of all outputs, which expire with the link, and, with `withCompanions`, of the ' +
    "companions' manifests.",
  VIDEO: 'Only `Animation.video`.',
  POSTER: 'Only `Animation.poster`.',
  OUTPUT: 'Only one of `Animation.outputs`: see `output`.',
};

export const FileLinkTarget = builder.enumType('FileLinkTarget', {
  description: 'What a link gives access to.',
  values: Object.fromEntries(
    linkTargets.map((target) => [target, { description: meanings[target] }]),
  ) as Record<(typeof linkTargets)[number], { description: string }>,
});

export const FileLink = builder.prismaNode('FileLink', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, animation: { projectId } }),
  nullable: true,
  description:
    'A URL that gives anyone access to a file of an animation until a set date, without a key. It stays valid ' +
    'after the key that created it is revoked.',
  authScopes: { write: true },
  fields: (t) => ({
    url: t.string({
      nullable: true,
      description:
        'The URL. Null once the link has expired or was revoked. Anyone who has it can use it: keep it out of ' +
        'logs.',
      resolve: (row, _args, context) => linkUrl(row, context),
    }),
    target: t.field({
      type: FileLinkTarget,
      description: 'What it gives access to.',
      select: {
        storageKey: true,
        animation: { select: { outputs: inOrder } },
      },
      resolve: ({ storageKey, animation }) => linkTarget(storageKey, animation.outputs),
    }),
    output: t.field({
      type: Output,
      nullable: true,
      description: 'The file that it gives access to. Null for the manifest.',
      select: { storageKey: true, animation: { select: { outputs: inOrder } } },
      resolve: ({ storageKey, animation }) =>
        animation.outputs.find((output) => output.storageKey === storageKey) ?? null,
    }),
    withCompanions: t.exposeBoolean('withCompanions', {
      description:
        'Whether it also gives access to the manifests and outputs of all companions of the animation: those of its ' +
        'project with the same motion in other lights, also those made later.',
    }),
    animation: t.relation('animation', {
      type: Animation,
      description: 'The animation that it gives access to.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When it expires.' }),
    revokedAt: t.expose('revokedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was revoked. Null unless it was.',
    }),
  }),
});

export const FileLinkConnection = builder.connectionObject(
  { type: FileLink, name: 'FileLinkConnection', description: 'A page of links.' },
  { name: 'FileLinkEdge', description: 'A link in a list.' },
);

export const FileLinkFilter = builder.inputType('FileLinkFilter', {
  description: 'Which links to list; all given fields must match.',
  fields: (t) => ({
    ...dateFields(t),
    animationId: t.id({ description: 'Only links to files of this animation.' }),
    isGood: t.boolean({ description: 'True for valid links, false for expired and revoked ones.' }),
  }),
});
