/** `npm run settings`: writes the table of docs/settings.md from the schema; `-- --check` fails if they differ. */
import { settingsFromEnvironment } from '../src/settings.ts';
import { keepInStep } from './tables/in-step.ts';

const rows = Object.entries(settingsFromEnvironment.shape).map(([name, schema]) => {
  const standard = schema.safeParse(undefined).data;
  // Empty defaults, such as an empty list, are shown as none.
  const shown = `${standard ?? ''}` === '' ? '–' : `\`${standard}\``;
  return `| \`${name}\` | ${shown} | ${schema.description} |`;
});
const table = ['| variable | default | what it is |', '|---|---|---|', ...rows].join('\n');

await keepInStep('docs/settings.md', 'settings', table, 'npm run settings');
