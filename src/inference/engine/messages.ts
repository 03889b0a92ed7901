import type { UserErrorCode } from '../../error-codes.ts';
import { systemCodeOf, UserError } from '../../errors.ts';
import type { EncoderName } from '../../video/encoders.ts';
import type { Device, RendererName } from '../devices.ts';
import type { RenderEvent, RenderReport, RenderRequest } from '../job.ts';

/**
 * Messages to the engine process. They travel between the process that owns jobs and one engine process per device, over
 * Node's child-process channel with `serialization: 'advanced'`. A snapshot test pins every message.
 */
export type EngineCommand =
  | { type: 'render'; jobId: string; request: RenderRequest }
  /** Stops the job between two frames and removes its files; the reply is `canceled`. */
  | { type: 'cancel'; jobId: string };

/** Messages from the engine process. */
export type EngineEvent =
  /** Sent once, after the bundle is loaded and device and encoder are chosen. */
  | { type: 'ready'; device: Device; renderer: RendererName; encoder: EncoderName; bundle: string }
  | (RenderEvent & { jobId: string })
  | { type: 'finished'; jobId: string; report: RenderReport }
  | { type: 'canceled'; jobId: string }
  | ({ type: 'failed'; jobId: string | null } & Fault);

/** An error on its way between processes. */
export interface Fault {
  /** Null for a bug rather than something the user can fix. */
  code: UserErrorCode | null;
  message: string;
  /** Error code of the operating system, such as `EIO`; null if it is not a system error. */
  systemCode: string | null;
  isRetryable: boolean;
  /** Path of the invalid field in the request, as in `UserError.path`. */
  path: string[];
}

export function toFault(error: unknown): Fault {
  const isExpected = error instanceof UserError;
  return {
    code: isExpected ? error.code : null,
    message: error instanceof Error ? error.message : String(error),
    systemCode: systemCodeOf(error),
    isRetryable: isExpected && error.isRetryable,
    path: isExpected ? [...error.path] : [],
  };
}

export function toError({ code, message, systemCode, isRetryable, path }: Fault): Error {
  if (code) return new UserError(code, message, { isRetryable, path });
  return Object.assign(new Error(message), systemCode && { code: systemCode });
}
