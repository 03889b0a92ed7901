/**
 * `npm run settings`: writes the table of docs/settings.md from the schema of the settings, and that of the metrics in
 * docs/operations.md; `-- --check` fails if they differ.
 */
import { Metrics } from '../src/observability/metrics.ts';
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

const metrics = new Metrics().describe().map(({ name, labels, help }) => {
  const shown = labels.length === 0 ? name : `${name}{${labels.join(',')}}`;
  return `| \`${shown}\` | ${help} |`;
});
const own = '| `process_*`, `nodejs_*` | Memory, CPU, event loop, garbage collection. |';
const metricsTable = ['| metric | meaning |', '|---|---|', ...metrics, own].join('\n');

await keepInStep('docs/operations.md', 'metrics', metricsTable, 'npm run settings');
