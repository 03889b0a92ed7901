import { afterEach, expect, it, vi } from 'vitest';
import packageFile from '../package.json' with { type: 'json' };
import { onTermination } from '../src/termination.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

it('treats signals forwarded together by npm and a terminal as one request, and a later one as another', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const heard: string[] = [];
  using _listening = onTermination((signal) => heard.push(signal));
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGINT', 'SIGINT');
  vi.advanceTimersByTime(500);
  process.emit('SIGTERM', 'SIGTERM');
  expect(heard).toEqual(['SIGINT']);
  vi.advanceTimersByTime(1000);
  process.emit('SIGTERM', 'SIGTERM');
  expect(heard).toEqual(['SIGINT', 'SIGTERM']);
});

it('requests termination when the npm that started it ends, but not for another parent', () => {
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
    using _listening = onTermination((signal) => heard.push(signal));
    vi.advanceTimersByTime(2000);
    expect(heard).toEqual([]);
    parent.mockReturnValue(1);
    vi.advanceTimersByTime(2000);
    expect(heard.splice(0)).toEqual(signals);
  }
});

it('restores the process', () => {
  const before = process.listenerCount('SIGHUP');
  onTermination(() => {})[Symbol.dispose]();
  expect(process.listenerCount('SIGHUP')).toBe(before);
});
