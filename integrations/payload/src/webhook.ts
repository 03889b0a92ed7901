import type { Endpoint } from 'payload';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { Outcome } from './client.ts';
import type { Settled } from './options.ts';
import type { Settlement } from './settlement.ts';

interface News {
  type: string;
  data: Outcome & { idempotencyKey: string | null };
}

/**
 * `POST /api/driftscape/webhook`: where Driftscape tells how animations ended. Any other answer than 2xx makes it tell
 * again later, so faults on this side lose nothing.
 */
export function webhookEndpoint({ webhookSecret }: Settled, settlement: Settlement): Endpoint {
  const webhook = new Webhook(webhookSecret);
  return {
    path: '/driftscape/webhook',
    method: 'post',
    handler: async (req) => {
      const body = (await req.text?.()) ?? '';
      let news: News;
      try {
        news = webhook.verify(body, Object.fromEntries(req.headers)) as News;
      } catch (error) {
        if (!(error instanceof WebhookVerificationError)) throw error;
        return Response.json({ message: error.message }, { status: 401 });
      }
      // Animations that others asked for, and tests of the webhook, are no news here.
      const { idempotencyKey } = news.data;
      if (idempotencyKey) await settlement.apply(req.payload, idempotencyKey, news.data);
      return new Response(null, { status: 204 });
    },
  };
}
