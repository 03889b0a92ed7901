import { join } from 'node:path';
import { driftscape } from '@driftscape/payload';
import { sqliteAdapter } from '@payloadcms/db-sqlite';
import { buildConfig } from 'payload';
import sharp from 'sharp';

/** Folder of the database and the files. */
const folder = process.env.PANEL_FOLDER ?? '.data';

export default buildConfig({
  secret: 'for tests alone',
  db: sqliteAdapter({ client: { url: `file:${join(folder, 'cms.db')}` } }),
  sharp,
  collections: [
    {
      slug: 'media',
      access: { read: () => true },
      upload: {
        staticDir: join(folder, 'media'),
        mimeTypes: ['image/*'],
        // Payload only offers the focal point for collections with an image size.
        imageSizes: [{ name: 'card', width: 320, height: 320 }],
        adminThumbnail: 'card',
      },
      fields: [{ name: 'alt', type: 'text', label: 'What the photo shows' }],
    },
  ],
  plugins: [
    driftscape({
      url: process.env.DRIFTSCAPE_URL ?? 'http://127.0.0.1:4000',
      apiKey: process.env.DRIFTSCAPE_API_KEY,
      webhookSecret: process.env.DRIFTSCAPE_WEBHOOK_SECRET ?? `whsec_${Buffer.alloc(24).toString('base64')}`,
      uploadCollections: ['media'],
      outputsFolder: join(folder, 'animations'),
      settings: { durationSeconds: 3, widthPixels: 640, encoderPreset: 'VERYFAST' },
    }),
  ],
  telemetry: false,
  typescript: { autoGenerate: false },
  admin: {
    // Gravatar, which Payload shows otherwise, is on the internet.
    avatar: 'default',
    importMap: { baseDir: import.meta.dirname },
  },
});
