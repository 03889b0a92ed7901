import type { CollectionConfig, CollectionSlug, Config, Plugin } from 'payload';
import { DriftscapeClient } from './client.ts';
import { animationFields, outputsCollection } from './fields.ts';
import { giveKey, queueRequest } from './hooks.ts';
import type { DriftscapeOptions, Settled } from './options.ts';
import { requestTask, taskSlug } from './request-task.ts';
import { Settlement } from './settlement.ts';
import { webhookEndpoint } from './webhook.ts';

/**
 * Lets editors tick `animate` on a photo: Driftscape makes a looping video of it, and its webhook
 * (`/api/driftscape/webhook`) puts video and poster beside the photo.
 *
 * ```ts
 * plugins: [driftscape({ url: 'http://localhost:4000', webhookSecret: 'whsec_…', collections: ['media'] })]
 * ```
 */
export function driftscape(given: DriftscapeOptions): Plugin {
  const options: Settled = { ...given, outputs: (given.outputs ?? 'animations') as CollectionSlug };
  const client = new DriftscapeClient(options);
  const settlement = new Settlement(options, client);
  return (config) => {
    const { collections = [], endpoints = [], jobs } = config;
    return {
      ...config,
      collections: [
        ...collections.map((collection) =>
          options.collections.includes(collection.slug as CollectionSlug)
            ? withAnimations(collection, options)
            : collection,
        ),
        outputsCollection(options),
      ],
      endpoints: [...endpoints, webhookEndpoint(options, settlement)],
      jobs: {
        ...jobs,
        tasks: [...(jobs?.tasks ?? []), requestTask(options, client, settlement)],
        autoRun: (payload) => withQueue(jobs, payload),
      },
    };
  };
}

function withAnimations(collection: CollectionConfig, options: Settled): CollectionConfig {
  const { fields, hooks } = collection;
  return {
    ...collection,
    fields: [...fields, ...animationFields(options)],
    hooks: {
      ...hooks,
      beforeChange: [...(hooks?.beforeChange ?? []), giveKey],
      afterChange: [...(hooks?.afterChange ?? []), queueRequest],
    },
  };
}

/** Looks for waiting requests every 5 s, wherever Payload runs jobs by itself. */
async function withQueue(jobs: Config['jobs'], payload: Parameters<AutoRun>[0]) {
  const autoRun = jobs?.autoRun ?? [];
  const others = typeof autoRun === 'function' ? await autoRun(payload) : autoRun;
  return [...others, { queue: taskSlug, cron: '*/5 * * * * *' }];
}

type AutoRun = Extract<NonNullable<Config['jobs']>['autoRun'], (...args: never[]) => unknown>;
