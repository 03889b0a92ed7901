import { InvalidSignatureError, verifyWebhook, type WebhookMessage } from '@driftscape/client/webhooks';
import type { Endpoint } from 'payload';
import type { Settled } from './options.ts';
import type { Settlement } from './settlement.ts';

/**
 * `POST /api/driftscape/webhook`: Driftscape reports ended animations here. It repeats messages that get a response
 * other than 2xx, so errors on this side lose nothing.
 */
export function webhookEndpoint({ webhookSecret }: Settled, settlement: Settlement): Endpoint {
  return {
    path: '/driftscape/webhook',
    method: 'post',
    handler: async (req) => {
      const body = (await req.text?.()) ?? '';
      let message: WebhookMessage;
      try {
        message = verifyWebhook(body, req.headers, webhookSecret);
      } catch (error) {
        if (!(error instanceof InvalidSignatureError)) throw error;
        return Response.json({ message: error.message }, { status: 401 });
      }
      // Animations requested by others, and tests of the webhook, are ignored.
      if (message.type !== 'webhook.test' && message.data.idempotencyKey) {
        await settlement.apply(req.payload, message.data.idempotencyKey, message.data);
      }
      return new Response(null, { status: 204 });
    },
  };
}
