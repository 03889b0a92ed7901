/** `npm run example:element`: the page on a port of its own; manifests and files come from the server. */
import { defineConfig } from 'vite';
import { serverUrl as target } from '../server.ts';

export default defineConfig({ server: { proxy: { '/manifests': { target }, '/files': { target } } } });
