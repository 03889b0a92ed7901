import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const jobBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640];

/** Number of animations by status, and waiting time of the first one. */
export interface QueueState {
  queued: number;
  running: number;
  /** 0 when none waits. */
  oldestSeconds: number;
}

/** The Prometheus metrics of this process; times in seconds. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #registers = [this.#registry];

  readonly httpRequests = new Histogram({
    name: 'driftscape_http_request_duration_seconds',
    help: 'From a request to the end of its answer, event streams left out.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: requestBuckets,
    registers: this.#registers,
  });

  readonly operations = new Histogram({
    name: 'driftscape_graphql_operation_duration_seconds',
    help: 'Running a GraphQL operation; for a subscription, up to its first event.',
    labelNames: ['type', 'outcome'] as const,
    buckets: requestBuckets,
    registers: this.#registers,
  });

  readonly jobs = new Counter({
    name: 'driftscape_renders_total',
    help: 'Renderings that ended on this process: `succeeded`, `failed`, `crashed` or `stopped` (canceled, shutdown).',
    labelNames: ['outcome', 'device'] as const,
    registers: this.#registers,
  });

  readonly jobStages = new Histogram({
    name: 'driftscape_render_stage_seconds',
    help: 'Where the time of successful renderings went: `decode`, `motion`, `appearance`, `render`, `encode`; they overlap, `total` is the whole.',
    labelNames: ['stage', 'device'] as const,
    buckets: jobBuckets,
    registers: this.#registers,
  });

  readonly eventLag = new Histogram({
    name: 'driftscape_event_lag_seconds',
    help: 'From the time that an event was stored, or a change of the queue seen, to its hand-over to a subscriber.',
    buckets: requestBuckets,
    registers: this.#registers,
  });

  readonly subscribers = new Gauge({
    name: 'driftscape_event_subscribers',
    help: 'Subscriptions to events of animations or of the queue that are open.',
    registers: this.#registers,
  });

  readonly sockets = new Gauge({
    name: 'driftscape_websockets',
    help: 'WebSockets that are open.',
    registers: this.#registers,
  });

  readonly #queue = new Gauge({
    name: 'driftscape_animations',
    help: 'Animations in the queue and being rendered, on all processes.',
    labelNames: ['status'] as const,
    registers: this.#registers,
  });

  readonly #oldest = new Gauge({
    name: 'driftscape_queue_oldest_seconds',
    help: 'How long the animation that has waited longest has waited; 0 when none waits.',
    registers: this.#registers,
  });

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Adds metrics of the process: memory, event loop, garbage collection. */
  collectProcess(): void {
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Name, labels and meaning of each metric of Driftscape. */
  describe(): { name: string; labels: readonly string[]; help: string }[] {
    return [...this.#registry.getMetricsAsArray()].map((metric) => ({
      name: metric.name,
      labels: 'labelNames' in metric ? (metric.labelNames as string[]) : [],
      help: metric.help,
    }));
  }

  /** All metrics in Prometheus's text format. @param queue null if it could not be read */
  async text(queue: QueueState | null): Promise<string> {
    this.#queue.reset();
    this.#oldest.reset();
    if (queue) {
      this.#queue.set({ status: 'queued' }, queue.queued);
      this.#queue.set({ status: 'running' }, queue.running);
      this.#oldest.set(queue.oldestSeconds);
    }
    return this.#registry.metrics();
  }
}
