/** Begins the description of every idempotency key; it goes on with what a repeated request gets. */
export const idempotencyKey =
  'Makes the request safe to repeat: 1…255 printable ASCII characters, such as a UUID, unique among all ' +
  'requests of this kind in the project. Repeating the request with the same key returns';
