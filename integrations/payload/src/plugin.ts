import type { DriftscapeClient } from '@driftscape/client';
import type { CollectionConfig, CollectionSlug, Config, Plugin } from 'payload';
import { clientOf } from './driftscape.ts';
import { actionEndpoints } from './endpoints/actions.ts';
import { presetsEndpoint } from './endpoints/presets.ts';
import { watchEndpoint } from './endpoints/watch.ts';
import { animationFields, outputsCollection } from './fields.ts';
import { callOff, giveKey, queueRequest } from './hooks.ts';
import { checkOptions, type DriftscapeOptions, type Settled } from './options.ts';
import { requestTask, taskSlug } from './request-task.ts';
import { Settlement } from './settlement.ts';
import { webhookEndpoint } from './webhook.ts';

/**
 * Adds a panel to every photo with which Driftscape makes a looping video of it. Video and poster arrive by webhook
 * (`/api/driftscape/webhook`), even if the panel is not open.
 *
 * ```ts
 * plugins: [driftscape({ url: 'http://localhost:4000', webhookSecret: 'whsec_…', uploadCollections: ['media'] })]
 * ```
 *
 * @throws Error that says which option is missing or wrong
 */
export function driftscape(given: DriftscapeOptions): Plugin {
  checkOptions(given);
  const options: Settled = { ...given, outputs: (given.outputs ?? 'animations') as CollectionSlug };
  const client = clientOf(options);
  const settlement = new Settlement(options, client);
  return (config) => {
    const { collections = [], endpoints = [], jobs } = config;
    return {
      ...config,
      collections: [
        ...collections.map((collection) =>
          options.uploadCollections.includes(collection.slug as CollectionSlug)
            ? withAnimations(collection, options, client, settlement)
            : collection,
        ),
        outputsCollection(options),
      ],
      endpoints: [...endpoints, webhookEndpoint(options, settlement), presetsEndpoint(client)],
      jobs: {
        ...jobs,
        tasks: [...(jobs?.tasks ?? []), requestTask(options, client, settlement)],
        autoRun: (payload) => withQueue(jobs, payload),
      },
    };
  };
}

function withAnimations(
  collection: CollectionConfig,
  options: Settled,
  client: DriftscapeClient,
  settlement: Settlement,
): CollectionConfig {
  const { fields, hooks, endpoints } = collection;
  const slug = collection.slug as CollectionSlug;
  const { afterReplaced, afterDeleted } = callOff(client);
  return {
    ...collection,
    fields: [...fields, ...animationFields(options)],
    endpoints: [
      ...(endpoints || []),
      watchEndpoint(options, slug, client, settlement),
      ...actionEndpoints(slug, client, settlement),
    ],
    hooks: {
      ...hooks,
      beforeChange: [...(hooks?.beforeChange ?? []), giveKey],
      afterChange: [...(hooks?.afterChange ?? []), queueRequest, afterReplaced],
      afterDelete: [...(hooks?.afterDelete ?? []), afterDeleted],
    },
  };
}

/** Runs the queue every 5 s, if Payload runs jobs by itself. */
async function withQueue(jobs: Config['jobs'], payload: Parameters<AutoRun>[0]) {
  const autoRun = jobs?.autoRun ?? [];
  const others = typeof autoRun === 'function' ? await autoRun(payload) : autoRun;
  return [...others, { queue: taskSlug, cron: '*/5 * * * * *' }];
}

type AutoRun = Extract<NonNullable<Config['jobs']>['autoRun'], (...args: never[]) => unknown>;
