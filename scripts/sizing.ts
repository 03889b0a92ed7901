/** `npm run sizing`: writes the tables of docs/deploy.md from measured figures; `-- --check` fails if they differ. */
import { costTable, sizeTable } from './sizing/tables.ts';
import { keepInStep } from './tables/in-step.ts';

const [document, command] = ['docs/deploy.md', 'npm run sizing'];
await keepInStep(document, 'costs', costTable(), command);
await keepInStep(document, 'sizes', sizeTable(), command);
