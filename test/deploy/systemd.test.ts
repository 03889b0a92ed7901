import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { readImage, root } from './dockerfile.ts';

const folder = join(root, 'deploy/systemd');
const units = [
  ['driftscape.service', 'start'],
  ['driftscape-worker@.service', 'worker'],
] as const;
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

/** A unit's keys and values; none comes twice. */
function readUnit(name: string): Record<string, string> {
  const text = readFileSync(join(folder, name), 'utf8');
  return Object.fromEntries(Array.from(text.matchAll(/^(\w+)=(.*)$/gm), ([, key, value]) => [key, value]));
}

describe.each(units)('the unit %s', (name, script) => {
  const unit = readUnit(name);

  it('runs the same command as npm, without npm or a shell', () => {
    const [assignments, command] = packageFile.scripts[script].split('exec ');
    expect(unit.ExecStart).toBe(`/usr/bin/${command}`);
    const { NODE_COMPILE_CACHE: _, ...environment } = parseEnv(assignments.trim().replaceAll(' ', '\n'));
    expect(parseEnv(unit.Environment.replaceAll(' ', '\n'))).toMatchObject(environment);
    for (const path of command.match(/(?:\.\/)?src\/[\w.-]+/g) ?? [])
      expect(existsSync(join(root, path))).toBe(true);
    expect(unit.WorkingDirectory).toBe(readImage().folder);
  });

  it('signals only the main process, and waits for its end', () => {
    expect(unit.KillMode).toBe('mixed');
    expect(Number(unit.TimeoutStopSec)).toBeGreaterThan(120 + 20);
  });

  it('runs without privileges, on a system where it can only write its data', () => {
    expect(unit).toMatchObject({
      User: 'driftscape',
      CapabilityBoundingSet: '',
      NoNewPrivileges: 'yes',
      ProtectSystem: 'strict',
      StateDirectory: 'driftscape',
    });
    expect(unit.Environment).toContain(`DATA_DIR=/var/lib/${unit.StateDirectory}`);
    // V8 makes code while it runs.
    expect(unit.MemoryDenyWriteExecute).toBeUndefined();
  });

  it.runIf(hasSystemd)('has an exposure that systemd rates as OK', () => {
    const report = execFileSync('systemd-analyze', ['security', '--offline=true', join(folder, name)], {
      encoding: 'utf8',
    });
    expect(Number(/exposure level for \S+: ([\d.]+)/.exec(report)?.[1])).toBeLessThan(2.5);
  });
});
