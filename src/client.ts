import { AsyncLocalStorage } from 'node:async_hooks';

const clients = new AsyncLocalStorage<{ name: string }>();
/** Background work: renderings, sweeps, messages to webhooks. */
const nobody = '';

/** Runs work on behalf of a client: its database statements are scheduled fairly with those of others. */
export function asClient<Result>(name: string, work: () => Result): Result {
  return clients.run({ name }, work);
}

/** Assigns the following work to this client; has no effect outside of {@link asClient}. */
export function continueAs(name: string): void {
  const client = clients.getStore();
  if (client) client.name = name;
}

/** The client on whose behalf work is done. */
export function currentClient(): string {
  return clients.getStore()?.name ?? nobody;
}
