/** `npm run example:element`: the page on a port of its own; manifests and files come from the server. */
import { defineConfig } from 'vite';

const { DRIFTSCAPE_URL: target = 'http://localhost:4000' } = process.env;

export default defineConfig({ server: { proxy: { '/manifests': { target }, '/files': { target } } } });
