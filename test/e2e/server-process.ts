import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { launch, RunningProgram, whenEnded } from './program.ts';

/** The server like a real one: its own process on a free port. */
export class ServerProcess extends RunningProgram {
  /** Such as `http://127.0.0.1:43210`. */
  readonly url: string;
  /** What it logged since it was ready, line by line. Silent unless `LOG_LEVEL` says otherwise. */
  readonly logged: string[] = [];
  /** Where a debugger reaches it; null unless it was started with `--inspect=0`. */
  readonly inspectorUrl: string | null;

  private constructor(child: ChildProcess, url: string, inspectorUrl: string | null) {
    super(child);
    this.url = url;
    this.inspectorUrl = inspectorUrl;
  }

  /**
   * Starts it and waits until it is ready.
   * @param nodeOptions such as `--inspect=0`
   * @throws Error with what it said when it ends before that
   */
  static async start(
    settings: Record<string, string>,
    nodeOptions: readonly string[] = [],
  ): Promise<ServerProcess> {
    const child = launch(settings, [...nodeOptions, 'src/main.ts']);
    const ended = whenEnded(child);
    const ready = Promise.withResolvers<ServerProcess>();
    let inspectorUrl: string | null = null;
    createInterface({ input: child.stderr }).on('line', (line) => {
      inspectorUrl ??= /listening on (ws:\S+)/.exec(line)?.[1] ?? null;
    });
    const lines = createInterface({ input: child.stdout });
    let server: ServerProcess | undefined;
    lines.on('line', (line) => {
      if (server) return server.logged.push(line);
      const [, url] = /ready at (http\S+)\/graphql/.exec(line) ?? [];
      if (!url) return;
      server = new ServerProcess(child, url, inspectorUrl);
      ready.resolve(server);
    });
    // Too late to matter when it was ready before.
    ended.then(({ code, said }) => ready.reject(new Error(`Ended with ${code}: ${said}`)));
    return ready.promise;
  }

  get graphqlUrl(): string {
    return `${this.url}/graphql`;
  }
}
