import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { issueWords } from './issue-words.ts';
import { settingsFromEnvironment } from './settings.ts';
import { parseS3Address, type S3Settings } from './storage/s3/settings.ts';

/** Whether only programs on this machine reach a server that listens on this address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

type Settings = z.output<typeof settingsFromEnvironment>;

/** The bundle that comes along, wherever the program is started. */
const packagedBundle = fileURLToPath(new URL('../models/default', import.meta.url));

/**
 * Reads the settings from environment variables; an empty variable counts as unset.
 * @throws Error naming every variable at fault, what was expected and what to do; or that other machines would be let in
 *   without a key, or that nobody would render.
 */
export function loadConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = settingsFromEnvironment.safeParse(given, { error: issueWords });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      // An address may hold a password.
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

/** Settings that may be missing may be left out by those who make a `Config` themselves. */
type WithOptional<Values> = {
  [Key in keyof Values as undefined extends Values[Key] ? never : Key]: Values[Key];
} & { [Key in keyof Values as undefined extends Values[Key] ? Key : never]?: Values[Key] };

/** What the settings come to, in the program's own terms. */
export type Config = WithOptional<ReturnType<typeof inOurTerms>>;

/** @param bundle folder that was asked for, if any */
function inOurTerms(values: Settings, bundle: string | undefined) {
  return {
    dataDirectory: values.DATA_DIR,
    /** The bucket that files are kept in; undefined: in the data directory. */
    storage: storageOf(values),
    /** Undefined: the embedded database. */
    databaseUrl: values.DATABASE_URL,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL,
    auth: values.AUTH,
    /** What tokens are signed with; undefined: a secret kept in the data directory. */
    tokenSecret: values.TOKEN_SECRET,
    /** What links are signed with, the newest first; undefined: secrets kept in the data directory. */
    linkSecrets: values.LINK_SECRET,
    /** How long copies of published files and of those behind links may be used without asking again. */
    publicMaxAgeSeconds: values.PUBLIC_MAX_AGE_SECONDS,
    /** 0: any number. */
    rateLimitPerMinute: values.RATE_LIMIT_PER_MINUTE,
    /** `perMinute` 0: any number. */
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
    /** Whether the server renders too, rather than leave all to workers of their own. */
    hasEmbeddedWorker: values.EMBEDDED_WORKER === 'on',
    /** How long a rendering may report nothing; 0: any time. */
    stallSeconds: values.MAX_STALL_SECONDS,
    /** What one rendering may take at most. */
    runLimits: { renderSeconds: values.MAX_RENDER_SECONDS, outputBytes: values.MAX_OUTPUT_BYTES },
    /** Animations of one key that may wait; 0: any number. */
    maxQueued: values.MAX_QUEUED,
    shutdownGraceSeconds: values.SHUTDOWN_GRACE_SECONDS,
    /** How animations that met a fault are tried again. */
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
    /** How long connections may take to say something. */
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
