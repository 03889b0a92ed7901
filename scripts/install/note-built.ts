/** The last step of `npm run generate:server`. */
import { noteBuilt } from './built.ts';

await noteBuilt();
