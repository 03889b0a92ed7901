import { afterEach, expect, it, vi } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { whenToldToEnd } from '../src/told-to-end.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

it('takes signals that npm and a terminal pass on together for one request, and a later one for another', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const heard: string[] = [];
  using _listening = whenToldToEnd((signal) => heard.push(signal));
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
  vi.advanceTimersByTime(500);
  process.emit('SIGTERM', 'SIGTERM');
  expect(heard).toEqual(['SIGINT']);
  vi.advanceTimersByTime(1000);
  process.emit('SIGTERM', 'SIGTERM');
  expect(heard).toEqual(['SIGINT', 'SIGTERM']);
});

it('is told to end by the end of the npm that started it, and not by that of another parent', () => {
  vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
  const parent = vi.spyOn(process, 'ppid', 'get');
  const heard: string[] = [];
  for (const [script, signals] of [
    [packageFile.scripts.animate, ['SIGHUP']],
    [packageFile.scripts.start, ['SIGHUP']],
    [packageFile.scripts.worker, ['SIGHUP']],
    ['node other.js &', []],
  ] as const) {
    vi.stubEnv('npm_lifecycle_script', script);
    parent.mockReturnValue(1234);
    using _listening = whenToldToEnd((signal) => heard.push(signal));
    vi.advanceTimersByTime(2000);
    expect(heard).toEqual([]);
    parent.mockReturnValue(1);
    vi.advanceTimersByTime(2000);
    expect(heard.splice(0)).toEqual(signals);
  }
});

it('leaves the process as it was', () => {
  const before = process.listenerCount('SIGHUP');
  whenToldToEnd(() => {})[Symbol.dispose]();
  expect(process.listenerCount('SIGHUP')).toBe(before);
});
