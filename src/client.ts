import { AsyncLocalStorage } from 'node:async_hooks';

const clients = new AsyncLocalStorage<{ name: string }>();
/** What nobody asked for: renderings, sweeps, messages to webhooks. */
const nobody = '';

/** Does something on behalf of a client: its statements in the database take turns with those of all others. */
export function asClient<Result>(name: string, work: () => Result): Result {
  return clients.run({ name }, work);
}

/** From now on, what goes on is done on behalf of this client; does nothing outside of {@link asClient}. */
export function continueAs(name: string): void {
  const client = clients.getStore();
  if (client) client.name = name;
}

/** On whose behalf something is done. */
export function currentClient(): string {
  return clients.getStore()?.name ?? nobody;
}
