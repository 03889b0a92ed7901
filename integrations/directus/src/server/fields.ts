import type { Directus } from './directus.ts';

export const table = 'driftscape_animations';
export const files = 'directus_files';

/** Fields of files that belong to their videos. */
export const fields = {
  wanted: 'living_photo',
  words: 'living_photo_state',
  video: 'living_photo_video',
  poster: 'living_photo_poster',
} as const;

const readOnly = { readonly: true, width: 'full' };

const rowFields = [
  { field: 'file', type: 'uuid', schema: { is_nullable: false, is_unique: true } },
  { field: 'key', type: 'string' },
  { field: 'status', type: 'string', schema: { is_nullable: false } },
  { field: 'attempt', type: 'integer', schema: { is_nullable: false } },
  { field: 'tries', type: 'integer', schema: { is_nullable: false } },
  { field: 'problem', type: 'text' },
  { field: 'failure', type: 'text' },
  { field: 'animationId', type: 'string' },
  { field: 'dueAt', type: 'bigInteger', schema: { is_nullable: false, is_indexed: true } },
].map((field) => ({ schema: {}, meta: { ...readOnly }, ...field }));

const fileFields = [
  {
    field: fields.wanted,
    type: 'boolean',
    schema: { default_value: false },
    meta: { interface: 'boolean', width: 'full', options: { label: 'Make a looping video' } },
  },
  { field: fields.words, type: 'text', schema: {}, meta: { interface: 'input-multiline', ...readOnly } },
  ...[fields.video, fields.poster].map((field) => ({
    field,
    type: 'uuid',
    schema: {},
    meta: { interface: 'file', special: ['file'], ...readOnly },
  })),
];

/** Creates the table and the fields that are missing. Safe to repeat. */
export async function prepare({ services, database, getSchema }: Directus): Promise<void> {
  const { CollectionsService, FieldsService, RelationsService } = services;
  const options = async () => ({ schema: await getSchema(), knex: database });
  if (!(await database.schema.hasTable(table))) {
    await new CollectionsService(await options()).createOne({
      collection: table,
      schema: {},
      meta: { hidden: true, icon: 'motion_photos_on', note: 'Kept by Driftscape: which photos are to move' },
      fields: rowFields,
    });
  }
  for (const field of fileFields) {
    const now = await options();
    if (!(field.field in now.schema.collections[files].fields))
      await new FieldsService(now).createField(files, field);
  }
  for (const field of [fields.video, fields.poster]) {
    const now = await options();
    if (now.schema.relations.some((known) => known.collection === files && known.field === field)) continue;
    await new RelationsService(now).createOne({
      collection: files,
      field,
      related_collection: files,
      schema: { on_delete: 'SET NULL' },
    });
  }
}
