import { DriftscapeClient } from '@driftscape/client';

export const api = 'http://driftscape.test/graphql';
export const photo = new Blob(['photo'], { type: 'image/jpeg' });
/** A connection that is lost. */
export const cut = new TypeError('fetch failed');

/** Answers what is sent to a server: the outcomes of each kind of request, in turn; the last of them again and again. */
export function server(outcomes: Record<string, (Response | Error | object)[]>) {
  const sent: string[] = [];
  const answer: typeof fetch = async (_url, { method, body } = {}) => {
    const [, operation] = /"query":"mutation (\w+)/.exec(String(body)) ?? [];
    const kind = operation ?? method ?? 'GET';
    sent.push(kind);
    const [first, ...later] = outcomes[kind];
    if (later.length > 0) outcomes[kind] = later;
    if (first instanceof Error) throw first;
    return first instanceof Response ? first.clone() : Response.json({ data: first });
  };
  return { client: new DriftscapeClient({ url: api, fetch: answer }), sent };
}
