import { parseEnv } from 'node:util';
import packageFile from '../../package.json' with { type: 'json' };

/** `NAME=value … exec node --option … src/main.ts` */
const [, assignments, nodeOptions] =
  packageFile.scripts.start.match(/^(.*)exec node (.*)src\/main\.ts$/) ?? [];

/** The environment and options with which `npm start` runs the server, for starting it without npm. */
export const npmStart = {
  environment: parseEnv(assignments.trim().replaceAll(' ', '\n')),
  nodeOptions: nodeOptions.trim().split(' '),
};
