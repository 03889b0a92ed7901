import { z } from 'zod';
import { devices, kernelNames } from './inference/devices.ts';
import { limits } from './limits.ts';
import { isTarget } from './net/allowed-targets.ts';
import { isS3Address } from './storage/s3/settings.ts';
import { encoderNames } from './video/encoders.ts';

function days(standard: number) {
  return z.coerce.number().min(0).max(36_500).default(standard);
}

/**
 * Every setting, by the name of its environment variable. The table in docs/settings.md is generated from the
 * descriptions.
 */
export const settingsFromEnvironment = z.object({
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe('Folder of the embedded database and, unless `STORAGE` is set, of uploaded and rendered files'),
  STORAGE: z
    .string()
    .refine((text) => text === 'disk' || isS3Address(text), {
      error: 'Expected disk, or an address such as s3://bucket/prefix',
    })
    .default('disk')
    .describe(
      'Where uploaded and rendered files are kept: `disk` (in `DATA_DIR/files`) or a bucket such as `s3://bucket/prefix`, with region, endpoint and credentials from the variables of the AWS SDK (`AWS_REGION`, `AWS_ENDPOINT_URL_S3`, `AWS_ACCESS_KEY_ID`, …)',
    ),
  S3_PATH_STYLE: z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      "Whether URLs contain the bucket's name in their path instead of the host name; most servers other than AWS need `on`",
    ),
  S3_DOWNLOADS: z
    .enum(['proxy', 'redirect'])
    .default('proxy')
    .describe(
      'How clients download files of the bucket: `proxy`, through the server; `redirect`, from a presigned URL that is valid for one to two hours',
    ),
  S3_UPLOADS: z
    .enum(['proxy', 'direct'])
    .default('proxy')
    .describe(
      'Where clients send announced photos: `proxy`, to the server; `direct`, to a presigned URL of the bucket',
    ),
  S3_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Endpoint of the bucket for clients, with `redirect` and `direct`; default: the endpoint that the server uses',
    ),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'Expected an address such as postgres://user@host/name',
    })
    .optional()
    .describe(
      'PostgreSQL server to use instead of the embedded database, such as `postgres://user:secret@host/driftscape`',
    ),
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; `0.0.0.0` for every network interface, which needs `AUTH=keys`'),
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(4000)
    .describe('Port to listen on; 0 picks a free one'),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('URL of the server for clients, used in URLs of files; default: the address of each request'),
  AUTH: z
    .enum(['off', 'keys'])
    .default('off')
    .describe(
      'Authentication: `off`, none, for clients on this machine only; `keys`, every request needs an API key',
    ),
  TOKEN_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Secret that signs tokens for animations, 32 characters or more; needed only if servers share a database but not `DATA_DIR`. Default: a secret created at the first start, in `DATA_DIR/token-secret`',
    ),
  LINK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .pipe(
      z
        .array(
          z
            .string()
            .regex(
              /^(?:ended:)?.{32,}$/,
              'Expected secrets of 32 characters or more, separated by commas, the newest first',
            ),
        )
        .refine(([newest]) => !newest.startsWith('ended:'), {
          error: 'Expected a secret that signs links before those that have ended; write a new one first',
        }),
    )
    .optional()
    .describe(
      'Secret that signs links to files, 32 characters or more; older secrets that are still accepted follow after commas, and with `ended:` before them those whose links have ended. Needed only if servers share a database but not `DATA_DIR`. Default: secrets in `DATA_DIR/link-secret`',
    ),
  PUBLIC_MAX_AGE_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(31_536_000)
    .default(3_600)
    .describe(
      'How long browsers and caches may use files of published animations and of links without revalidation, in seconds; unpublishing and revoking reach them after that time',
    ),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .default(600)
    .describe('Operations per minute for each API key; 0: no limit'),
  DRAFTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .default(120)
    .describe('Drafts per minute for each API key, including new scenes and lists of variants; 0: no limit'),
  DRAFT_IDLE_MINUTES: z.coerce
    .number()
    .positive()
    .max(1_440)
    .default(5)
    .describe(
      'Minutes without a draft after which the draft process ends. That frees about 0.5 GB, and the next draft takes some seconds longer',
    ),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'Number of proxies in front of the server whose `Forwarded` or `X-Forwarded-*` headers are trusted',
    ),
  CORS_ORIGINS: z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((origin) => origin.trim().replace(/\/$/, ''))
        .filter(Boolean),
    )
    .pipe(
      z.array(
        z
          .string()
          .refine((origin) => origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin), {
            error: 'Expected origins such as https://example.org separated by commas, or *',
          }),
      ),
    )
    .default([])
    .describe(
      'Sites whose pages may use the API, such as `https://example.org`, separated by commas, or `*`; default: pages from this machine',
    ),
  INTROSPECTION: z.enum(['on', 'off']).default('on').describe('Whether clients may query the GraphQL schema'),
  GRAPHIQL: z.enum(['on', 'off']).default('on').describe('Whether browsers get the GraphQL editor'),
  STUDIO: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether browsers get the studio, at `/studio` and at `/`'),
  BUNDLE_DIR: z
    .string()
    .min(1)
    .default('models/default')
    .describe('Folder of the model bundle; default: the included one'),
  DEVICE: z
    .enum(['auto', ...devices])
    .default('auto')
    .describe('Device that runs the networks; `auto` tries CUDA, then WebGPU, then the CPU'),
  KERNEL: z
    .enum(['auto', ...kernelNames])
    .default('auto')
    .describe(
      'Kernel that renders frames when the networks run on the CPU; `auto` uses `native` if it was compiled, otherwise `wasm`',
    ),
  ENCODER: z
    .enum(['auto', ...encoderNames])
    .default('auto')
    .describe(
      'Video encoder; `auto` uses an NVIDIA GPU (`nvenc`) if a test at start succeeds, otherwise `x264`; `nvenc-hevc` makes HEVC instead of H.264',
    ),
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .default(52_428_800)
    .describe('Largest accepted photo file, in bytes'),
  MAX_PIXELS: z.coerce
    .number()
    .int()
    .positive()
    .max(limits.photo.maxPixels)
    .default(limits.photo.maxPixels)
    .describe('Largest accepted photo, width × height in pixels'),
  EMBEDDED_WORKER: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'Whether the server also renders; `off` leaves that to workers (`npm run worker`), which need `DATABASE_URL`',
    ),
  MAX_RENDER_SECONDS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(3600)
    .describe('Longest time for one rendering, in seconds; 0: no limit other than a day'),
  MAX_STALL_SECONDS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(300)
    .describe(
      'Longest time that a rendering may report nothing, in seconds; then its process is stopped and the rendering retried. 0: no limit',
    ),
  MAX_OUTPUT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .default(1_073_741_824)
    .describe('Largest total size of the files of one animation, in bytes'),
  SHUTDOWN_GRACE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(0)
    .describe(
      'Time for a running rendering to finish when the process is stopped, in seconds; after that (with 0 at once) it returns to the queue',
    ),
  MAX_QUEUED: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_000)
    .describe(
      'Animations that may wait in the queue, per API key or, with `AUTH=off`, in total; 0: no limit',
    ),
  MAX_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe('Attempts before a transient fault (a crash, a full disk) fails the animation'),
  RETRY_PAUSE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(3600)
    .default(5)
    .describe(
      'Delay before the first retry, in seconds; doubles each time, and is randomly shortened by up to half',
    ),
  MAX_RETRY_PAUSE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(300)
    .describe('Longest delay before a retry, in seconds'),
  FETCH_ALLOW: z
    .string()
    .transform((list) =>
      list
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .pipe(
      z.array(
        z.string().refine(isTarget, 'Expected host names, addresses or ranges such as 10.0.0.0/8, by commas'),
      ),
    )
    .optional()
    .describe(
      'Hosts, addresses and ranges outside the public internet that photo imports and webhooks may use, separated by commas, such as `cms.internal,10.0.0.0/8`',
    ),
  RETAIN_EVENTS_DAYS: days(30).describe(
    'Days that events of ended animations are kept; the final event is kept longer. 0: for ever',
  ),
  RETAIN_OUTPUTS_DAYS: days(0).describe(
    'Days that ended animations are kept, with their videos and posters. 0: for ever',
  ),
  RETAIN_FAILED_UPLOADS_DAYS: days(1).describe(
    'Days that files of interrupted uploads and renderings, and uncompleted announced photos, are kept. 0: for ever',
  ),
  HEADERS_TIMEOUT_SECONDS: z.coerce
    .number()
    .positive()
    .max(3_600)
    .default(20)
    .describe('Seconds for a connection to send the headers of a request; also how long it may stay idle'),
  REQUEST_TIMEOUT_SECONDS: z.coerce
    .number()
    .positive()
    .max(86_400)
    .default(300)
    .describe('Seconds for a whole request to arrive, uploads included'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Minimum severity of logged messages'),
});
