import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { settingsFromEnvironment } from '../src/settings.ts';

it('everything has a default', () => {
  expect(loadConfig({})).toEqual({
    dataDirectory: './data',
    databaseUrl: undefined,
    host: '127.0.0.1',
    port: 4000,
    publicUrl: undefined,
    auth: 'off',
    publicMaxAgeSeconds: 3_600,
    rateLimitPerMinute: 600,
    drafts: { perMinute: 120, idleMinutes: 5 },
    trustedProxies: 0,
    corsOrigins: [],
    hasIntrospection: true,
    hasGraphiql: true,
    hasStudio: true,
    bundleDirectory: expect.stringMatching(/\/models\/default$/),
    device: 'auto',
    encoder: 'auto',
    kernel: 'auto',
    maxUploadBytes: 52_428_800,
    maxPixels: 100_000_000,
    hasEmbeddedWorker: true,
    stallSeconds: 300,
    runLimits: { renderSeconds: 3600, outputBytes: 1_073_741_824 },
    maxQueued: 1_000,
    shutdownGraceSeconds: 0,
    retries: { maxAttempts: 4, firstSeconds: 5, longestSeconds: 300 },
    fetchAllow: [],
    retainDays: { events: 30, outputs: 0, failedUploads: 1 },
    timeoutSeconds: { headers: 20, request: 300 },
    logLevel: 'info',
  });
});

it('the included bundle is found from every folder', () => {
  const before = process.cwd();
  process.chdir('/');
  try {
    const { bundleDirectory } = loadConfig({});
    expect(existsSync(join(bundleDirectory, 'bundle.json'))).toBe(true);
    expect(loadConfig({ BUNDLE_DIR: 'mine' }).bundleDirectory).toBe('mine');
  } finally {
    process.chdir(before);
  }
});

it('the environment takes precedence; an empty variable counts as unset, and unknown ones are ignored', () => {
  const env = { PORT: '0', DEVICE: 'cpu', DATABASE_URL: 'postgres://a@b/c', LOG_LEVEL: '', PATH: '/bin' };
  expect(loadConfig(env)).toMatchObject({
    port: 0,
    device: 'cpu',
    databaseUrl: 'postgres://a@b/c',
    timeoutSeconds: { headers: 20, request: 300 },
    logLevel: 'info',
  });
});

it('one error names every invalid variable and its value, but no password', () => {
  const env = { PORT: '65536', DEVICE: 'tpu', MAX_PIXELS: '100000001', DATABASE_URL: 'mysql://a:secret@b/c' };
  const error = ((): Error => {
    try {
      loadConfig(env);
    } catch (reason) {
      return reason as Error;
    }
    throw new Error('nothing was thrown');
  })();
  for (const part of ['PORT', '"65536"', 'DEVICE', '"tpu"', 'MAX_PIXELS', '"100000001"', 'DATABASE_URL']) {
    expect(error.message).toContain(part);
  }
  expect(error.message).not.toContain('secret');
});

it('file sizes are limited to what a row can hold', () => {
  for (const name of ['MAX_UPLOAD_BYTES', 'MAX_OUTPUT_BYTES']) {
    expect(() => loadConfig({ [name]: '2147483648' })).toThrow(name);
    expect(() => loadConfig({ [name]: '2147483647' })).not.toThrow();
  }
});

it('sites are identified by their origins', () => {
  expect(loadConfig({ CORS_ORIGINS: 'https://a.example/, http://b.example:81' }).corsOrigins).toEqual([
    'https://a.example',
    'http://b.example:81',
  ]);
  expect(loadConfig({ CORS_ORIGINS: '*' }).corsOrigins).toEqual(['*']);
  for (const CORS_ORIGINS of ['a.example', 'https://a.example/path']) {
    expect(() => loadConfig({ CORS_ORIGINS })).toThrow(
      'CORS_ORIGINS: Expected origins such as https://example.org separated by commas, or *',
    );
  }
});

it('other machines only have access with keys', () => {
  for (const HOST of ['0.0.0.0', '::', '192.168.1.7', 'example.org']) {
    expect(() => loadConfig({ HOST })).toThrow('set AUTH=keys');
    expect(loadConfig({ HOST, AUTH: 'keys' })).toMatchObject({ host: HOST, auth: 'keys' });
  }
  for (const HOST of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) loadConfig({ HOST });
});

it('separate workers need a database server', () => {
  expect(() => loadConfig({ EMBEDDED_WORKER: 'off' })).toThrow('set DATABASE_URL');
  const config = loadConfig({ EMBEDDED_WORKER: 'off', DATABASE_URL: 'postgres://a@b/c' });
  expect(config.hasEmbeddedWorker).toBe(false);
});

it('every setting has a description for the documentation', () => {
  for (const [name, schema] of Object.entries(settingsFromEnvironment.shape)) {
    expect(schema.description, name).toMatch(/^[A-Z].{20,}/);
  }
});
