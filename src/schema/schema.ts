import { builder } from './builder.ts';
import './scalars.ts';
import './errors.ts';
import './image.ts';
import './image-upload.ts';
import './image-changes.ts';
import './scene.ts';
import './draft.ts';
import './animation-operations.ts';
import './outputs/web.ts';
import './latent-preset.ts';
import './latent-preset-operations.ts';
import './light.ts';
import './light-previews.ts';
import './events.ts';
import './queue-events.ts';
import './server-info.ts';
import './webhook.ts';
import './webhook-operations.ts';
import './api-key.ts';
import './animation-token.ts';
import './file-link.ts';
import './file-link-operations.ts';
import './publishing.ts';

builder.queryType({ description: 'What clients can read.', authScopes: { read: true } });
builder.mutationType({
  description: 'What clients can change. Every mutation returns its success type or a typed error.',
  authScopes: { write: true },
});

/** The GraphQL schema of the API, with its resolvers. */
export const schema = builder.toSchema();
