import type { ServerResponse } from 'node:http';
import type { Plugin } from 'graphql-yoga';
import type { Storage, WorkFolder } from '../../storage/storage.ts';
import { readForm } from '../form.ts';
import { Turns } from '../turns.ts';
import type { Admitted } from './admission.ts';

interface Transport {
  admitted?: Admitted;
  address?: string;
  /** Where the answer goes, when it goes over a socket. */
  res?: ServerResponse;
}

/** Takes forms apart, a few of a client at once, and removes their files when the request is answered. */
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
      setRequestParser(({ body }) =>
        turns.run(client, async () => {
          const folder = await storage.createWorkFolder();
          folders.set(serverContext, folder);
          // A client that goes away gets no answer, but leaves its files.
          serverContext.res?.once('close', () => remove(serverContext));
          return readForm((body ?? []) as AsyncIterable<Uint8Array>, contentType, folder);
        }),
      );
    },
    onResponse: ({ serverContext }) => remove(serverContext),
  };
}
