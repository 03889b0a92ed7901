/** `npm run example:browser`: the page on a port of its own; what it asks of the API goes on to the server. */
import { defineConfig } from 'vite';

const server = process.env.DRIFTSCAPE_URL ?? 'http://localhost:4000';

export default defineConfig({
  server: {
    proxy: {
      '/graphql': { target: server, ws: true },
      '/files': { target: server },
    },
  },
});
