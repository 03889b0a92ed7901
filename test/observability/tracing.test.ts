import { type Span, type Tracer, type TracerProvider, trace } from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { inSpan } from '../../src/observability/tracing.ts';

afterEach(() => trace.disable());

/** A fake SDK that records its calls. */
function recordSpans(): string[] {
  const told: string[] = [];
  const span = {
    recordException: (error: Error) => told.push(`error ${error.message}`),
    setStatus: ({ code }: { code: number }) => told.push(`status ${code}`),
    end: () => told.push('end'),
  } as unknown as Span;
  const startActiveSpan = (name: string, options: object, work: (span: Span) => unknown) => {
    told.push(`${name} ${JSON.stringify(options)}`);
    return work(span);
  };
  const tracer = { startActiveSpan } as unknown as Tracer;
  trace.setGlobalTracerProvider({ getTracer: () => tracer } as TracerProvider);
  return told;
}

it('without an SDK a span only runs its work', async () => {
  expect(await inSpan('work', {}, async () => 7)).toBe(7);
});

it('an SDK gets the duration of work', async () => {
  const told = recordSpans();
  expect(await inSpan('work', { size: 1 }, async () => 7)).toBe(7);
  expect(told).toEqual(['work {"attributes":{"size":1}}', 'end']);
});

it('an SDK gets the reason of a failure', async () => {
  const told = recordSpans();
  await expect(inSpan('work', {}, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(told.slice(1)).toEqual(['error broken', 'status 2', 'end']);
});
