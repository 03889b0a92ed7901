import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './dockerfile.ts';

export interface Service {
  image: string;
  build?: string;
  command?: string[];
  entrypoint?: string[];
  environment: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  tmpfs?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  stop_grace_period?: string;
  healthcheck?: { test?: string[]; disable?: boolean };
  deploy?: { replicas: number };
  depends_on?: Record<string, { condition: string }>;
}

export interface Compose {
  services: Record<string, Service>;
  volumes: Record<string, null>;
}

/**
 * Reads the compose file with values for its `${NAME}`s.
 * @throws Error where a `${NAME:?…}` has none, as Docker would say
 */
export function readCompose(values: Record<string, string>): Compose {
  const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
  const filled = text.replaceAll(/\$\{(\w+)(?::\?([^}]*))?\}/g, (_, name, complaint) => {
    if (values[name]) return values[name];
    throw new Error(`${name}: ${complaint ?? 'not set'}`);
  });
  return parse(filled, { merge: true });
}

/** The names that it takes from `.env`. */
export function namesInCompose(): string[] {
  const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
  return [...new Set(Array.from(text.matchAll(/\$\{(\w+)/g), ([, name]) => name))];
}
