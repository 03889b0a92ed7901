import { randomUUID } from 'node:crypto';
import { contentType } from './content-type.ts';
import { checkOptions, type Options } from './options.ts';
import { Driftscape } from './plugin.ts';
import type { Context, Strapi } from './strapi.ts';
import { webhookMiddleware } from './webhook.ts';

let driftscape: Driftscape | undefined;

interface Given {
  strapi: Strapi;
}

/** Routes of the admin panel, for users who may read, or change, entries of the content type. */
function adminRoute(method: string, path: string, handler: string, action: string) {
  const permission = {
    name: 'plugin::content-manager.hasPermissions',
    config: { actions: [`plugin::content-manager.explorer.${action}`] },
  };
  const policies = ['admin::isAuthenticatedAdmin', permission];
  return { method, path, handler: `state.${handler}`, config: { policies } };
}

// biome-ignore lint/style/noDefaultExport: Strapi asks for it.
export default {
  config: {
    default: { contentTypes: {}, settings: {} },
    validator: (options: Partial<Options>) => checkOptions(options),
  },

  contentTypes: { animation: { schema: contentType } },

  register({ strapi }: Given): void {
    const prefix = strapi.config.get('api.rest.prefix', '/api');
    strapi.server.use(webhookMiddleware(`${prefix}/driftscape/webhook`, () => driftscape));
  },

  async bootstrap({ strapi }: Given): Promise<void> {
    const store = strapi.store({ type: 'plugin', name: 'driftscape' });
    let site = (await store.get({ key: 'site' })) as string | null;
    if (!site) {
      site = `strapi/${randomUUID()}`;
      await store.set({ key: 'site', value: site });
    }
    driftscape = new Driftscape(strapi, site, strapi.config.get<Options>('plugin::driftscape'));
    driftscape.start();
  },

  async destroy(): Promise<void> {
    await driftscape?.stop();
    driftscape = undefined;
  },

  controllers: {
    state: {
      async show(context: Context): Promise<void> {
        const { model, documentId } = context.params;
        context.body = { data: (await driftscape?.state(model, documentId, context.query.locale)) ?? null };
      },
      async retry(context: Context): Promise<void> {
        const { model, documentId } = context.params;
        await driftscape?.tryAgain(model, documentId, context.query.locale);
        context.status = 204;
      },
    },
  },

  routes: {
    admin: {
      type: 'admin',
      routes: [
        adminRoute('GET', '/states/:model/:documentId', 'show', 'read'),
        adminRoute('POST', '/states/:model/:documentId/retry', 'retry', 'update'),
      ],
    },
  },
};
