import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Largest request body without a file, and largest part of a body in addition to its file, in bytes. */
const maxOperationBytes = 1_048_576; // 1 MiB

function tooLarge(code: string, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 413 } } });
}

/**
 * Rejects bodies that are too large: before reading if the request has a length, otherwise once the limit is exceeded.
 * Bodies without files have a separate limit, because they are parsed at once.
 */
export function useBodyLimits({ maxUploadBytes }: { maxUploadBytes: number }): Plugin {
  return {
    onRequestParse({ request, requestParser: parse, setRequestParser, fetchAPI }) {
      const isUpload = request.headers.get('content-type')?.startsWith('multipart/form-data') ?? false;
      const limitBytes = isUpload ? maxUploadBytes + maxOperationBytes : maxOperationBytes;
      const refusal = () =>
        isUpload
          ? tooLarge(
              'IMAGE_TOO_LARGE',
              `Expected a photo file of at most ${maxUploadBytes} bytes; save it smaller or as JPEG`,
            )
          : tooLarge(
              'REQUEST_TOO_LARGE',
              `Expected an operation of at most ${limitBytes} bytes; split it into several`,
            );
      const declaredBytes = request.headers.get('content-length');
      if (declaredBytes !== null) {
        if (Number(declaredBytes) > limitBytes) throw refusal();
        return;
      }
      if (!parse || !request.body) return;
      setRequestParser(async ({ url, method, headers, signal, body }) => {
        let sizeBytes = 0;
        const limited = body?.pipeThrough(
          new fetchAPI.TransformStream<Uint8Array, Uint8Array>({
            transform(chunk, controller) {
              sizeBytes += chunk.byteLength;
              if (sizeBytes > limitBytes) controller.error(refusal());
              else controller.enqueue(chunk);
            },
          }),
        );
        try {
          const init = { method, headers, signal, body: limited, duplex: 'half' };
          return await parse(new fetchAPI.Request(url, init));
        } catch (error) {
          // Parsers report an interrupted body as malformed.
          throw sizeBytes > limitBytes ? refusal() : error;
        }
      });
    },
  };
}
