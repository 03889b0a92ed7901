import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { loadConfig } from '../../src/config.ts';
import { settingsFromEnvironment } from '../../src/settings.ts';
import { namesInCompose, readCompose } from './compose.ts';
import { readImage, root } from './dockerfile.ts';

const values = {
  PUBLIC_URL: 'https://example.org',
  POSTGRES_PASSWORD: 'secret',
  S3_SECRET_KEY: 'another',
  TOKEN_SECRET: 't'.repeat(64),
};
/** What the AWS SDK reads by itself. */
const ofSdk = ['AWS_ENDPOINT_URL_S3', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];
const { services, volumes } = readCompose(values);
const image = readImage();
const own = [services.api, services.worker];
const seconds = (text = '') => Number(/^(\d+)s$/.exec(text)?.[1]);

describe('the compose file', () => {
  it('has a server, two workers, a database and an S3 server, with pinned images', () => {
    expect(Object.keys(services)).toEqual(['api', 'worker', 'postgres', 's3', 'bucket']);
    expect(services.worker.deploy?.replicas).toBe(2);
    for (const { image } of Object.values(services)) expect(image).toMatch(/:v?\d+\.\d+/);
    expect(services.api.image).toBe(`driftscape:${packageFile.version}`);
  });

  it('reads its secrets from a file that is in neither git nor images, and reports missing ones', () => {
    const example = parseEnv(readFileSync(join(root, '.env.example'), 'utf8'));
    expect(Object.keys(example).sort()).toEqual(namesInCompose().sort());
    expect(() => readCompose({ ...values, TOKEN_SECRET: '' })).toThrow('TOKEN_SECRET: fill in .env');
    expect(example).toMatchObject({ POSTGRES_PASSWORD: '', S3_SECRET_KEY: '', TOKEN_SECRET: '' });
    expect(readFileSync(join(root, '.gitignore'), 'utf8').split('\n')).toContain('/.env');
  });

  it('gives servers and workers valid settings', () => {
    for (const { environment } of own) {
      const known = [...Object.keys(settingsFromEnvironment.shape), ...ofSdk];
      expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
      // YAML takes a bare `off` for a truth value, Docker a number for a number.
      expect(Object.values(environment).every((value) => typeof value === 'string')).toBe(true);
      expect(loadConfig({ ...image.environment, ...environment }).auth).toBe('keys');
    }
    expect(services.api.environment.EMBEDDED_WORKER).toBe('off');
  });

  it('runs the worker like `npm run worker`', () => {
    const [, command] = packageFile.scripts.worker.split('exec ');
    expect(services.worker.command?.join(' ')).toBe(command);
  });

  it('opens the server’s port only to its own machine, where the proxy runs', () => {
    expect(services.api.ports).toEqual([`127.0.0.1:${image.port}:${image.port}`]);
    expect(Object.entries(services).filter(([name, { ports }]) => ports && name !== 'api')).toEqual([]);
  });

  it('restricts programs to writing data and temporary files, without privileges', () => {
    for (const service of own) {
      expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
      expect(service.volumes?.map((volume) => volume.split(':')[1])).toEqual([image.environment.DATA_DIR]);
    }
  });

  it('keeps data in named volumes', () => {
    const mounted = Object.values(services).flatMap(({ volumes }) => volumes ?? []);
    expect(new Set(mounted.map((volume) => volume.split(':')[0]))).toEqual(new Set(Object.keys(volumes)));
  });

  it('waits longer than the grace period and a shutdown before it kills', () => {
    for (const { environment, stop_grace_period } of own)
      expect(seconds(stop_grace_period)).toBeGreaterThan(Number(environment.SHUTDOWN_GRACE_SECONDS) + 20);
  });

  it('starts each service when its dependencies are healthy, and restarts it', () => {
    for (const [name, { depends_on, restart }] of Object.entries(services)) {
      for (const [needed, { condition }] of Object.entries(depends_on ?? {})) {
        const isTask = needed === 'bucket';
        expect(condition).toBe(isTask ? 'service_completed_successfully' : 'service_healthy');
        // The image of the server has a check of its own.
        expect(isTask || needed === 'api' || services[needed].healthcheck?.test, needed).toBeTruthy();
      }
      expect(restart, name).toBe(name === 'bucket' ? undefined : 'unless-stopped');
    }
    expect(Object.keys(services.api.depends_on ?? {})).toEqual(['postgres', 's3']);
    expect(Object.keys(services.worker.depends_on ?? {})).toContain('api');
  });

  it('uses databases and roles that the database creates', () => {
    const { POSTGRES_USER, POSTGRES_PASSWORD } = services.postgres.environment;
    for (const { environment } of own) {
      const url = new URL(environment.DATABASE_URL);
      expect(url).toMatchObject({ username: POSTGRES_USER, password: POSTGRES_PASSWORD });
      // What its first start makes, unless set otherwise, has the name of the role.
      expect(url.pathname).toBe(`/${POSTGRES_USER}`);
      expect(Object.keys(services)).toContain(url.hostname);
    }
  });

  it('uses the port, the keys and the bucket of the S3 server', () => {
    const { environment: s3, command, volumes } = services.s3;
    const [, folder] = command ?? [];
    for (const { environment } of own) {
      const endpoint = new URL(environment.AWS_ENDPOINT_URL_S3);
      expect(Object.keys(services)).toContain(endpoint.hostname);
      expect(`:${endpoint.port}`).toBe(s3.VGW_PORT);
      expect(environment.AWS_ACCESS_KEY_ID).toBe(s3.ROOT_ACCESS_KEY);
      expect(environment.AWS_SECRET_ACCESS_KEY).toBe(s3.ROOT_SECRET_KEY);
      expect(services.bucket.entrypoint?.at(-1)).toBe(environment.STORAGE.replace('s3:/', folder));
    }
    expect(services.bucket.volumes).toEqual(volumes);
    expect(services.s3.healthcheck?.test?.at(-1)).toBe(`http://127.0.0.1${s3.VGW_PORT}${s3.VGW_HEALTH}`);
  });
});
