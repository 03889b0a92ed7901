import type { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Storage, WorkFolder } from '../../storage/storage.ts';
import { readForm } from '../form.ts';
import { Turns } from '../turns.ts';
import type { Admitted } from './admission.ts';

interface Transport {
  admitted?: Admitted;
  address?: string;
  /** The response, if it is sent over a socket. */
  res?: ServerResponse;
}

/** Parses forms, a few per client at a time, and removes their files after the response. */
export function useForms(
  storage: Pick<Storage, 'createWorkFolder'>,
  atOnce: number,
): Plugin<object, Transport> {
  const turns = new Turns(atOnce);
  const folders = new WeakMap<object, WorkFolder>();
  const remove = async (context: object) => {
    const folder = folders.get(context);
    folders.delete(context);
    await folder?.[Symbol.asyncDispose]();
  };
  return {
    onRequestParse({ request, serverContext, setRequestParser }) {
      const contentType = request.headers.get('content-type') ?? '';
      if (request.method !== 'POST' || !/^multipart\/form-data\b/i.test(contentType)) return;
      const caller = serverContext.admitted?.caller;
      const client = caller?.kind === 'key' ? caller.id : (serverContext.address ?? '');
      const gone = new AbortController();
      serverContext.res?.once('close', () => gone.abort());
      setRequestParser(({ body }) =>
        turns.run(client, async () => {
          gone.signal.throwIfAborted();
          const folder = await storage.createWorkFolder();
          folders.set(serverContext, folder);
          // A client that disconnects gets no response, but its files must be removed.
          serverContext.res?.once('close', () => remove(serverContext));
          return readForm((body ?? []) as AsyncIterable<Uint8Array>, contentType, folder, gone.signal);
        }),
      );
    },
    onResponse: ({ serverContext }) => remove(serverContext),
  };
}
