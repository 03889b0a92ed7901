/**
 * Ends a program with one sentence if Node is too old, which otherwise would only report a syntax error. It is loaded first, and therefore
 * written in old JavaScript.
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
