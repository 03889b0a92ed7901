import { Driftscape } from '../../support/driftscape.ts';
import { blocksOf, replaceExamples } from '../../support/page.ts';
import { StrapiProcess } from './strapi.ts';

/** A Strapi site with the plugin, set up as docs/cms/strapi.md says, and a Driftscape server beside it. */
export interface Site {
  driftscape: Driftscape;
  strapi: StrapiProcess;
  /** Signs Driftscape's messages to Strapi. */
  secret: string;
  /** What Strapi is started with. */
  environment: Record<string, string>;
}

/** Writes the site and starts Driftscape, not Strapi yet. @param resources ends both */
export async function writeSite(resources: AsyncDisposableStack): Promise<Site> {
  const driftscape = resources.use(await Driftscape.start());
  const strapi = resources.use(await StrapiProcess.prepare());
  const secret = await driftscape.registerWebhook(strapi.webhookUrl);
  const [plugins] = blocksOf('strapi.md', 'js');
  const [schema] = blocksOf('strapi.md', 'json');
  await strapi.write({
    schema,
    plugins: replaceExamples(plugins, {
      'https://driftscape.example.org/graphql': driftscape.endpoint,
      'durationSeconds: 8': "durationSeconds: 1, fps: 12, widthPixels: 160, encoderPreset: 'VERYFAST'",
    }),
  });
  const environment = { DRIFTSCAPE_API_KEY: driftscape.key, DRIFTSCAPE_WEBHOOK_SECRET: secret };
  return { driftscape, strapi, secret, environment };
}
