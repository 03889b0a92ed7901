/** The last step of `npm run generate`. */
import { noteBuilt } from './built.ts';

await noteBuilt();
