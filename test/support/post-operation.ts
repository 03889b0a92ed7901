/**
 * Sends an operation, such as `{ query, variables }`, to a server as JSON, and returns the response as it is. Tests that only want the data use `ask` of
 * `test/e2e/client.ts`.
 */
export function postOperation(
  url: string,
  operation: object,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(operation),
    signal,
  });
}
