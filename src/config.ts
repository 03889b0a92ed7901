import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { issueWords } from './issue-words.ts';
import { settingsFromEnvironment } from './settings.ts';
import { parseS3Address, type S3Settings } from './storage/s3/settings.ts';

/** Whether a server that listens on this address is only reachable from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

type Settings = z.output<typeof settingsFromEnvironment>;

/** The included bundle, independent of the working directory. */
const packagedBundle = fileURLToPath(new URL('../models/default', import.meta.url));

/**
 * Reads the settings from environment variables; an empty variable counts as unset.
 * @throws Error that names every invalid variable, what was expected and what to do; or says that other machines would
 *   have access without a key, or that nothing would render.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settingsFromEnvironment.safeParse(given, { error: issueWords });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      // An address may contain a password.
      const received = /_(URL|SECRET)$/.test(name) ? 'something else' : JSON.stringify(given[name]);
      return `${name}: ${issue.message}, but received ${received}`;
    });
    throw new Error(`Correct these environment variables and start again.\n  ${faults.join('\n  ')}`);
  }
  const values = parsed.data;
  if (values.AUTH === 'off' && !isLoopback(values.HOST)) {
    throw new Error(
      `HOST ${values.HOST} lets other machines in, and AUTH is off: set AUTH=keys and make a key with ` +
        '`npm run keys -- create`, or leave HOST at 127.0.0.1',
    );
  }
  if (values.EMBEDDED_WORKER === 'off' && !values.DATABASE_URL) {
    throw new Error(
      'EMBEDDED_WORKER is off, and no other process can open the embedded database to render: set DATABASE_URL, or ' +
        'EMBEDDED_WORKER=on',
    );
  }
  return inOurTerms(values, given.BUNDLE_DIR);
}

/** Callers that create a `Config` themselves may omit optional settings. */
type WithOptional<Values> = {
  [Key in keyof Values as undefined extends Values[Key] ? never : Key]: Values[Key];
} & { [Key in keyof Values as undefined extends Values[Key] ? Key : never]?: Values[Key] };

/** The settings in the form used by the program. */
export type Config = WithOptional<ReturnType<typeof inOurTerms>>;

/** @param bundle requested folder, if any */
function inOurTerms(values: Settings, bundle: string | undefined) {
  return {
    dataDirectory: values.DATA_DIR,
    /** The bucket of stored files; undefined: in the data directory. */
    storage: storageOf(values),
    /** Undefined: the embedded database. */
    databaseUrl: values.DATABASE_URL,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL,
    auth: values.AUTH,
    /** Secret that signs tokens; undefined: a secret in the data directory. */
    tokenSecret: values.TOKEN_SECRET,
    /** Secrets that sign links, the newest first; undefined: secrets in the data directory. */
    linkSecrets: values.LINK_SECRET,
    /** How long copies of published files and of files of links may be used without revalidation. */
    publicMaxAgeSeconds: values.PUBLIC_MAX_AGE_SECONDS,
    /** 0: no limit. */
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    /** `perMinute` 0: no limit. */
    drafts: { perMinute: values.DRAFTS_PER_MINUTE, idleMinutes: values.DRAFT_IDLE_MINUTES },
    trustedProxies: values.TRUSTED_PROXIES,
    /** Empty: pages from this machine. */
    corsOrigins: values.CORS_ORIGINS,
    hasIntrospection: values.INTROSPECTION === 'on',
    hasGraphiql: values.GRAPHIQL === 'on',
    hasStudio: values.STUDIO === 'on',
    bundleDirectory: bundle ?? packagedBundle,
    device: values.DEVICE,
    kernel: values.KERNEL,
    encoder: values.ENCODER,
    maxUploadBytes: values.MAX_UPLOAD_BYTES,
    maxPixels: values.MAX_PIXELS,
    /** Whether the server also renders instead of leaving it to separate workers. */
    hasEmbeddedWorker: values.EMBEDDED_WORKER === 'on',
    /** How long a rendering may report nothing; 0: no limit. */
    stallSeconds: values.MAX_STALL_SECONDS,
    /** Limits of one rendering. */
    runLimits: { renderSeconds: values.MAX_RENDER_SECONDS, outputBytes: values.MAX_OUTPUT_BYTES },
    /** Animations of one key that may wait; 0: no limit. */
    maxQueued: values.MAX_QUEUED,
    shutdownGraceSeconds: values.SHUTDOWN_GRACE_SECONDS,
    /** How animations are retried after a fault. */
    retries: {
      maxAttempts: values.MAX_ATTEMPTS,
      firstSeconds: values.RETRY_PAUSE_SECONDS,
      longestSeconds: values.MAX_RETRY_PAUSE_SECONDS,
    },
    /** Exceptions to the rule that requests to addresses given by clients stay on the public internet. */
    fetchAllow: values.FETCH_ALLOW ?? [],
    /** How long each is kept; 0: for ever. */
    retainDays: {
      events: values.RETAIN_EVENTS_DAYS,
      outputs: values.RETAIN_OUTPUTS_DAYS,
      failedUploads: values.RETAIN_FAILED_UPLOADS_DAYS,
    },
    /** Timeouts of connections. */
    timeoutSeconds: {
      headers: Math.min(values.HEADERS_TIMEOUT_SECONDS, values.REQUEST_TIMEOUT_SECONDS),
      request: values.REQUEST_TIMEOUT_SECONDS,
    },
    logLevel: values.LOG_LEVEL,
  };
}

function storageOf(values: Settings): S3Settings | undefined {
  if (values.STORAGE === 'disk') return undefined;
  return {
    ...parseS3Address(values.STORAGE),
    isPathStyle: values.S3_PATH_STYLE === 'on',
    publicUrl: values.S3_PUBLIC_URL,
    downloads: values.S3_DOWNLOADS,
    uploads: values.S3_UPLOADS,
  };
}
