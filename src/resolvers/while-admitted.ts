import { Repeater } from '@repeaterjs/repeater';
import { AccessError } from '../access/access-error.ts';
import type { ApiContext } from './context.ts';

/**
 * The events of a source as long as the subscriber has access; then one AccessError UNAUTHENTICATED, and the end.
 * Nothing is read ahead of the subscriber, and returning the iterator frees the source at once, even while it waits for
 * the next event; an async generator would hold it until then.
 */
export function whileAdmitted<Event>(
  open: () => AsyncIterableIterator<Event>,
  { revocations, caller }: Pick<ApiContext, 'revocations' | 'caller'>,
): AsyncIterableIterator<Event | AccessError> {
  return new Repeater(async (push, stop) => {
    const source = open();
    using admission = revocations.admit(caller);
    const leave = () => source.return?.();
    stop.then(leave);
    admission.signal.addEventListener('abort', leave);
    try {
      for await (const event of source) await push(event);
      if (admission.signal.aborted) await push(revoked());
    } finally {
      stop();
    }
  });
}

function revoked(): AccessError {
  const message = 'The key was revoked, or the token has expired; continue with a new one';
  return new AccessError('UNAUTHENTICATED', message);
}

/**
 * The event to send for an item.
 * @throws AccessError if it is one, because items of a stream cannot throw themselves
 */
export function unlessRefused<Event>(item: Event | AccessError): Event {
  if (item instanceof AccessError) throw item;
  return item;
}
