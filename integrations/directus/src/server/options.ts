import type { Settings } from '../../../lifecycle/src/index.ts';

/** The extension's options from Directus's environment. */
export interface Options {
  /** URL of the GraphQL endpoint. */
  url: string;
  /** A key with the scope `write`, if the server requires keys. */
  apiKey?: string;
  /** `whsec_…`, from `createWebhook`. */
  webhookSecret: string;
  settings?: Settings;
}

/**
 * @param env from Directus: values that begin with `json:` are already parsed
 * @throws Error that says what is missing
 */
export function readOptions(env: Record<string, unknown>): Options {
  const url = textOf(env.DRIFTSCAPE_URL);
  const webhookSecret = textOf(env.DRIFTSCAPE_WEBHOOK_SECRET);
  if (!url || !URL.canParse(url))
    throw new Error('Expected DRIFTSCAPE_URL, such as https://driftscape.example.org/graphql');
  if (!webhookSecret?.startsWith('whsec_'))
    throw new Error('Expected DRIFTSCAPE_WEBHOOK_SECRET to be the secret from createWebhook: whsec_…');
  return {
    url,
    webhookSecret,
    apiKey: textOf(env.DRIFTSCAPE_API_KEY),
    settings: settingsOf(env.DRIFTSCAPE_SETTINGS),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value ? value : undefined;
}

function settingsOf(value: unknown): Settings {
  if (value === undefined || value === '') return undefined;
  if (typeof value === 'object' && value && !Array.isArray(value)) return value as Settings;
  throw new Error('Expected DRIFTSCAPE_SETTINGS to be an object in JSON, such as json:{"durationSeconds":8}');
}
