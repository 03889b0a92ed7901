import { z } from 'zod';
import { devices, kernelNames } from './inference/devices.ts';
import { limits } from './limits.ts';
import { isTarget } from './net/allowed-targets.ts';
import { isS3Address } from './storage/s3/settings.ts';
import { encoderNames } from './video/encoders.ts';

function days(standard: number) {
  return z.coerce.number().min(0).max(36_500).default(standard);
}

/** Every setting, by the name of its environment variable. The descriptions make the table of docs/settings.md. */
export const settingsFromEnvironment = z.object({
  DATA_DIR: z
    .string()
    .min(1)
    .default('./data')
    .describe(
      'Folder of the embedded database and, unless `STORAGE` says otherwise, of uploaded and rendered files',
    ),
  STORAGE: z
    .string()
    .refine((text) => text === 'disk' || isS3Address(text), {
      error: 'Expected disk, or an address such as s3://bucket/prefix',
    })
    .default('disk')
    .describe(
      'Where uploaded and rendered files are kept: `disk`, in `DATA_DIR/files`; or a bucket, such as `s3://bucket/prefix`, whose region, endpoint and credentials come from the variables of the AWS SDK (`AWS_REGION`, `AWS_ENDPOINT_URL_S3`, `AWS_ACCESS_KEY_ID`, …)',
    ),
  S3_PATH_STYLE: z
    .enum(['on', 'off'])
    .default('off')
    .describe(
      "Whether the bucket's name goes into the path of addresses rather than into the host name, as most servers other than AWS want it",
    ),
  S3_DOWNLOADS: z
    .enum(['proxy', 'redirect'])
    .default('proxy')
    .describe(
      'How clients get files out of the bucket: `proxy`, through the server; `redirect`, from an address of the bucket that is good for an hour or two, once it is known that they may',
    ),
  S3_UPLOADS: z
    .enum(['proxy', 'direct'])
    .default('proxy')
    .describe(
      'Where announced photos are sent: `proxy`, to the server; `direct`, to an address of the bucket that is good for one of that size',
    ),
  S3_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Endpoint under which clients reach the bucket, for `redirect` and `direct`; default: the one that the server uses',
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
    .describe(
      'Address under which clients reach the server, for links to files; default: the address of each request',
    ),
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
      'What tokens for animations are signed with, 32 characters or more; needed only where servers share a database but not `DATA_DIR`. Default: a secret made at the first start, in `DATA_DIR/token-secret`',
    ),
  LINK_SECRET: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .pipe(
      z.array(
        z
          .string()
          .min(32, 'Expected secrets of 32 characters or more, separated by commas, the newest first'),
      ),
    )
    .optional()
    .describe(
      'What links to files are signed with, 32 characters or more, and after commas older secrets that are accepted too; needed only where servers share a database but not `DATA_DIR`. Default: secrets kept in `DATA_DIR/link-secret`',
    ),
  PUBLIC_MAX_AGE_SECONDS: z.coerce
    .number()
    .int()
    .min(0)
    .max(31_536_000)
    .default(3_600)
    .describe(
      'How long browsers and caches may use files of published animations and of links without asking again, in seconds: unpublishing and revoking take as long to reach them',
    ),
  RATE_LIMIT_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .default(600)
    .describe('Operations a minute for each API key; 0 for any number'),
  DRAFTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(0)
    .default(120)
    .describe(
      'Drafts a minute for each API key, with scenes that are not known yet and lists of variants; 0 for any number',
    ),
  DRAFT_IDLE_MINUTES: z.coerce
    .number()
    .positive()
    .max(1_440)
    .default(5)
    .describe(
      'Minutes without a draft after which the process that makes them ends; its memory, some 0.5 GB, is free then, and the next draft takes seconds longer',
    ),
  TRUSTED_PROXIES: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe(
      'Proxies in front of the server whose `Forwarded` or `X-Forwarded-*` headers give the address of clients and the one they asked',
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
  INTROSPECTION: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether clients may ask for the GraphQL schema'),
  GRAPHIQL: z.enum(['on', 'off']).default('on').describe('Whether browsers get an editor for GraphQL'),
  STUDIO: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether browsers get the studio, at `/studio` and at `/`'),
  BUNDLE_DIR: z
    .string()
    .min(1)
    .default('models/default')
    .describe('Folder of the model bundle; default: the one that comes along'),
  DEVICE: z
    .enum(['auto', ...devices])
    .default('auto')
    .describe('What the networks run on; `auto` tries CUDA, then WebGPU, then the CPU'),
  KERNEL: z
    .enum(['auto', ...kernelNames])
    .default('auto')
    .describe(
      'What draws the frames where the networks run on the CPU; `auto` takes `native` where it was compiled, else `wasm`',
    ),
  ENCODER: z
    .enum(['auto', ...encoderNames])
    .default('auto')
    .describe(
      "What makes the videos; `auto` takes an NVIDIA GPU's encoder (`nvenc`) where a trial at the start shows that it works, else `x264`; `nvenc-hevc` makes HEVC in place of H.264",
    ),
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .default(52_428_800)
    .describe('Largest photo file taken, in bytes'),
  MAX_PIXELS: z.coerce
    .number()
    .int()
    .positive()
    .max(limits.photo.maxPixels)
    .default(limits.photo.maxPixels)
    .describe('Largest photo taken, width × height in pixels'),
  EMBEDDED_WORKER: z
    .enum(['on', 'off'])
    .default('on')
    .describe(
      'Whether the server renders too; `off` leaves that to processes of `npm run worker`, which needs `DATABASE_URL`',
    ),
  MAX_RENDER_SECONDS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(3600)
    .describe('Longest time that one rendering may take, in seconds; 0 for any, up to a day'),
  MAX_STALL_SECONDS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(300)
    .describe(
      'Longest time that a rendering may report nothing before its process is ended and it is tried again, in seconds; 0 for any',
    ),
  MAX_OUTPUT_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .max(2_147_483_647)
    .default(1_073_741_824)
    .describe('Largest size of all files of one animation together, in bytes'),
  SHUTDOWN_GRACE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(86_400)
    .default(0)
    .describe(
      'Time that a rendering under way may take to finish when the process is told to stop, in seconds; then, or at once with 0, it goes back to the queue',
    ),
  MAX_QUEUED: z.coerce
    .number()
    .int()
    .min(0)
    .default(1_000)
    .describe(
      'Animations of one API key that may wait in the queue, or of all together where no keys are asked for; 0 for any number',
    ),
  MAX_ATTEMPTS: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(4)
    .describe(
      'Attempts before a transient fault, such as a crash or too little room for its video, fails the animation',
    ),
  RETRY_PAUSE_SECONDS: z.coerce
    .number()
    .min(0)
    .max(3600)
    .default(5)
    .describe(
      'Delay before the first retry, in seconds; doubles each time, and is shortened at random by up to half',
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
      'Hosts, addresses and ranges, by commas, that photos may be imported from and webhooks sent to although they are not on the public internet, such as `cms.internal,10.0.0.0/8`',
    ),
  RETAIN_EVENTS_DAYS: days(30).describe(
    'Days that events of ended animations are kept, for clients that come back; how it ended is kept longer. 0: for ever',
  ),
  RETAIN_OUTPUTS_DAYS: days(0).describe(
    'Days that ended animations are kept, videos and posters included. 0: for ever',
  ),
  RETAIN_FAILED_UPLOADS_DAYS: days(1).describe(
    'Days that files of uploads and renderings that broke off, and announced photos that were never completed, are kept. 0: for ever',
  ),
  HEADERS_TIMEOUT_SECONDS: z.coerce
    .number()
    .positive()
    .max(3_600)
    .default(20)
    .describe(
      'Seconds that a connection may take to send the headers of a request, and may stay without any',
    ),
  REQUEST_TIMEOUT_SECONDS: z.coerce
    .number()
    .positive()
    .max(86_400)
    .default(300)
    .describe('Seconds that a request may take to arrive as a whole, uploads included'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe kind of message that is logged'),
});
