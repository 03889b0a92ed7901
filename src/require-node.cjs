/**
 * Ends a program in one sentence where its Node is too old, which could only say what it does not understand. Loaded before all else, and
 * so written in what Node has understood for ages.
 */
'use strict';

const oldest = require('../package.json').engines.node.replace('>=', '');
const isTooOld = Number.parseInt(process.versions.node, 10) < Number.parseInt(oldest, 10);
if (isTooOld) {
  process.stderr.write(
    `Expected Node ${oldest} or later, but this is ${process.versions.node}: run \`npm ci\`, which brings one along for all npm scripts, or install a newer one\n`,
  );
  process.exit(1);
}
