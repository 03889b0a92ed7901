/**
 * `npm run schema`: writes `schema.graphql`, files for clients' caches, and tables in documents that follow from it.
 * With `--check` it only compares, and fails if one is out of date. With `--release` it also writes
 * `schema.released.graphql`, with which later schemas must be compatible.
 */
import { possibleTypes, typesWithoutId } from '../src/schema/client-files.ts';
import { errorsTable } from '../src/schema/errors-table.ts';
import { eventsTable } from '../src/schema/events-table.ts';
import { operationsTable } from '../src/schema/operations-table.ts';
import { printedSchema } from '../src/schema/print.ts';
import { schema } from '../src/schema/schema.ts';
import { referenceOf } from './reference/markdown.ts';
import { keepFileInStep, keepInStep } from './tables/in-step.ts';

const command = 'npm run schema';

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

await keepFileInStep('schema.graphql', command, () => printedSchema());
await keepFileInStep('possibleTypes.json', command, () => json(possibleTypes()));
await keepFileInStep('typesWithoutId.json', command, () => json(typesWithoutId()));
await keepInStep('docs/api.md', 'operations', operationsTable(), command);
await keepInStep('docs/errors.md', 'errors', errorsTable(), command);
await keepInStep('docs/reference.md', 'reference', referenceOf(schema), command);
await keepInStep('docs/realtime.md', 'events', eventsTable(), command);

if (process.argv.includes('--release')) {
  await keepFileInStep('schema.released.graphql', `${command} -- --release`, () => printedSchema());
}
