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
  TOKEN_SECRET: 't'.repeat(64),
};
const { services, volumes } = readCompose(values);
const image = readImage();
const own = [services.api, services.worker];
const seconds = (text = '') => Number(/^(\d+)s$/.exec(text)?.[1]);

describe('the compose file', () => {
  it('has a server, two workers and a database, of images with a version', () => {
    expect(Object.keys(services)).toEqual(['api', 'worker', 'postgres']);
    expect(services.worker.deploy?.replicas).toBe(2);
    for (const { image } of Object.values(services)) expect(image).toMatch(/:v?\d+\.\d+/);
    expect(services.api.image).toBe(`driftscape:${packageFile.version}`);
  });

  it('takes its secrets from a file that git and images leave out, and says so where one is missing', () => {
    const example = parseEnv(readFileSync(join(root, '.env.example'), 'utf8'));
    expect(Object.keys(example).sort()).toEqual(namesInCompose().sort());
    expect(() => readCompose({ ...values, TOKEN_SECRET: '' })).toThrow('TOKEN_SECRET: fill in .env');
    expect(example).toMatchObject({ POSTGRES_PASSWORD: '', TOKEN_SECRET: '' });
    expect(readFileSync(join(root, '.gitignore'), 'utf8').split('\n')).toContain('/.env');
  });

  it('gives servers and workers settings that they take', () => {
    for (const { environment } of own) {
      const known = Object.keys(settingsFromEnvironment.shape);
      expect(Object.keys(environment).filter((name) => !known.includes(name))).toEqual([]);
      // YAML takes a bare `off` for a truth value, Docker a number for a number.
      expect(Object.values(environment).every((value) => typeof value === 'string')).toBe(true);
      expect(loadConfig({ ...image.environment, ...environment }).auth).toBe('keys');
    }
    expect(services.api.environment.EMBEDDED_WORKER).toBe('off');
  });

  it('runs the worker as `npm run worker` does', () => {
    const [, command] = packageFile.scripts.worker.split('exec ');
    expect(services.worker.command?.join(' ')).toBe(command);
  });

  it('opens the port of the server to its own machine alone, where the proxy is', () => {
    expect(services.api.ports).toEqual([`127.0.0.1:${image.port}:${image.port}`]);
    expect(Object.entries(services).filter(([name, { ports }]) => ports && name !== 'api')).toEqual([]);
  });

  it('lets programs write nothing but data and temporary files, with no right they do not need', () => {
    for (const service of own) {
      expect(service).toMatchObject({ read_only: true, tmpfs: ['/tmp'], cap_drop: ['ALL'] });
      expect(service.security_opt).toEqual(['no-new-privileges:true']);
      expect(service.volumes?.map((volume) => volume.split(':')[1])).toEqual([image.environment.DATA_DIR]);
    }
  });

  it('keeps data in volumes with names', () => {
    const mounted = Object.values(services).flatMap(({ volumes }) => volumes ?? []);
    expect(new Set(mounted.map((volume) => volume.split(':')[0]))).toEqual(new Set(Object.keys(volumes)));
  });

  it('waits longer for an end than the time of grace and a shutdown may take', () => {
    for (const { environment, stop_grace_period } of own)
      expect(seconds(stop_grace_period)).toBeGreaterThan(Number(environment.SHUTDOWN_GRACE_SECONDS) + 20);
  });

  it('starts each when what it needs is well', () => {
    for (const { depends_on, restart } of own) {
      for (const [name, { condition }] of Object.entries(depends_on ?? {})) {
        expect(condition).toBe('service_healthy');
        // The image of the server has a check of its own.
        expect(name === 'api' || services[name].healthcheck?.test, name).toBeTruthy();
      }
      expect(restart).toBe('unless-stopped');
    }
    expect(Object.keys(services.worker.depends_on ?? {})).toContain('api');
  });

  it('names databases and roles that the database makes', () => {
    const { POSTGRES_USER, POSTGRES_PASSWORD } = services.postgres.environment;
    for (const { environment } of own) {
      const url = new URL(environment.DATABASE_URL);
      expect(url).toMatchObject({ username: POSTGRES_USER, password: POSTGRES_PASSWORD });
      // What its first start makes, unless told otherwise, has the name of the role.
      expect(url.pathname).toBe(`/${POSTGRES_USER}`);
      expect(Object.keys(services)).toContain(url.hostname);
    }
  });
});
