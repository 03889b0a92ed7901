import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Kind, type OperationDefinitionNode, parse, print } from 'graphql';

/** Something to paste, out of a text for people. */
interface Block {
  language: string;
  text: string;
}

/** What a section of a text in Markdown, or all of it, gives to paste, in its order. */
export function blocksOf(markdown: string, heading?: string): Block[] {
  const section = heading ? sectionOf(markdown, heading) : markdown;
  return [...section.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language, text]) => ({ language, text }));
}

function sectionOf(markdown: string, heading: string): string {
  const start = markdown.indexOf(`\n## ${heading}\n`);
  if (start < 0) throw new Error(`Expected a section "${heading}"`);
  const end = markdown.indexOf('\n## ', start + 1);
  return markdown.slice(start, end < 0 ? undefined : end);
}

/** The operations of a block, each as people read its name. */
export function operationsOf(text: string): { title: string; operation: OperationDefinitionNode }[] {
  return parse(text).definitions.map((operation) => {
    if (operation.kind !== Kind.OPERATION_DEFINITION) throw new Error(`Expected operations: ${text}`);
    return { title: `${operation.operation} ${operation.name?.value}`, operation };
  });
}

/** Someone who goes through a text from top to bottom, pastes all of it and writes down the ids and addresses that come back. */
export class Walker {
  /** By the names that the text has for them, such as `imageId` and `upload url`. */
  readonly known = new Map<string, string | number>();
  readonly #serverUrl: string;
  readonly #folder: string;
  readonly #key: string | undefined;

  /**
   * @param folder where commands are run
   * @param key sent along with operations; default: none
   */
  constructor(serverUrl: string, folder: string, key?: string) {
    this.#serverUrl = serverUrl;
    this.#folder = folder;
    this.#key = key;
  }

  /** @returns the last answer, which is the only one unless it is a subscription @throws Error when it is not a success */
  async operate(operation: OperationDefinitionNode): Promise<unknown> {
    const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value);
    const variables = Object.fromEntries(names.map((name) => [name, this.#known(name)]));
    const isStream = operation.operation === 'subscription';
    const response = await fetch(`${this.#serverUrl}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(this.#key && { authorization: `Bearer ${this.#key}` }),
        accept: isStream ? 'text/event-stream' : 'application/json',
      },
      body: JSON.stringify({ query: print(operation), variables }),
    });
    return this.#learnAll(await response.text());
  }

  /** Runs a command line. @returns the last answer that it printed, if any @throws Error when it is not a success */
  async command(text: string): Promise<unknown> {
    const filled = this.fill(text)
      .replaceAll('http://localhost:4000', this.#serverUrl)
      .replaceAll('localhost:4000', new URL(this.#serverUrl).host);
    const options = { cwd: this.#folder, maxBuffer: 100_000_000 };
    const { stdout } = await promisify(execFile)('bash', ['-e', '-c', filled], options);
    return this.#learnAll(stdout);
  }

  /** A text with what came back in place of `<…>`. */
  fill(text: string): string {
    return text.replace(/<(\w+ \w+)>/g, (_, name: string) => String(this.#known(name)));
  }

  #known(name: string): string | number {
    const value = this.known.get(name) ?? this.known.get(name.replace(/ id$/, 'Id'));
    if (value === undefined) throw new Error(`No answer so far told what ${JSON.stringify(name)} is`);
    return value;
  }

  /** Takes in answers, alone or as the data of an event stream. */
  #learnAll(text: string): unknown {
    const lines = text.split('\n').map((line) => line.replace(/^data: ?/, ''));
    const answers = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
    for (const answer of answers) {
      if (!answer.data || answer.errors) throw new Error(JSON.stringify(answer));
      this.#learn(answer.data);
    }
    return answers.at(-1)?.data;
  }

  #learn(value: unknown, name = ''): void {
    if (Array.isArray(value)) for (const item of value) this.#learn(item, name);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return;
    if ('message' in value && 'code' in value) throw new Error(JSON.stringify(value));
    if ('id' in value) this.known.set(`${name}Id`, String(value.id));
    if ('url' in value) this.known.set(`${name} url`, String(value.url));
    for (const [field, inner] of Object.entries(value)) this.#learn(inner, field);
  }
}
