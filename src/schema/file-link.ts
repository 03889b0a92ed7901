import { linkTarget, linkTargets, linkUrl } from '../resolvers/file-links.ts';
import { Animation } from './animation.ts';
import { builder } from './builder.ts';
import { dateFields } from './date-range.ts';
import { Output } from './outputs/output.ts';

const inOrder = { orderBy: { position: 'asc' } } as const;

const meanings = {
  MANIFEST: 'The manifest, which gives addresses of all outputs that are good as long as the link.',
  VIDEO: '`Animation.video`, and nothing else.',
  POSTER: '`Animation.poster`, and nothing else.',
  OUTPUT: 'Another one of `Animation.outputs`, and nothing else: see `output`.',
};

export const FileLinkTarget = builder.enumType('FileLinkTarget', {
  description: 'What a link leads to.',
  values: Object.fromEntries(
    linkTargets.map((target) => [target, { description: meanings[target] }]),
  ) as Record<(typeof linkTargets)[number], { description: string }>,
});

export const FileLink = builder.prismaNode('FileLink', {
  id: { field: 'id' },
  findUnique: (id, { projectId }) => ({ id, animation: { projectId } }),
  nullable: true,
  description:
    'A URL that gives access to a file of an animation until a date, without a key. It survives the key that created it.',
  authScopes: { write: true },
  fields: (t) => ({
    url: t.string({
      nullable: true,
      description:
        'The URL. Null once the link has expired or was revoked. It works for anyone who has it: keep it out of logs.',
      resolve: (row, _args, context) => linkUrl(row, context),
    }),
    target: t.field({
      type: FileLinkTarget,
      description: 'What it leads to.',
      select: {
        storageKey: true,
        animation: { select: { outputs: inOrder } },
      },
      resolve: ({ storageKey, animation }) => linkTarget(storageKey, animation.outputs),
    }),
    output: t.field({
      type: Output,
      nullable: true,
      description: 'The one file that it leads to. Null for the manifest.',
      select: { storageKey: true, animation: { select: { outputs: inOrder } } },
      resolve: ({ storageKey, animation }) =>
        animation.outputs.find((output) => output.storageKey === storageKey) ?? null,
    }),
    animation: t.relation('animation', { type: Animation, description: 'The animation that it shows.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when it is good.' }),
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
  description: 'Which links to list; fields given together must all hold.',
  fields: (t) => ({
    ...dateFields(t),
    animationId: t.id({ description: 'Those to files of this animation.' }),
    isGood: t.boolean({ description: 'True for those that still work, false for expired and revoked ones.' }),
  }),
});
