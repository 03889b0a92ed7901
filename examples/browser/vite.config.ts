/** `npm run example:browser`: the page on a port of its own; what it asks of the API goes on to the server. */
import { defineConfig } from 'vite';
import { serverUrl as target } from '../server.ts';

const { DRIFTSCAPE_API_KEY } = process.env;
const headers = DRIFTSCAPE_API_KEY ? { authorization: `Bearer ${DRIFTSCAPE_API_KEY}` } : undefined;

export default defineConfig({
  server: {
    proxy: {
      '/graphql': { target, headers, ws: true },
      '/files': { target, headers },
      // The address says all that the server needs to know.
      '/uploads': { target },
    },
  },
});
