import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { toOutput } from '../../src/cli/extra-outputs.ts';
import { parseSettings } from '../../src/inference/settings.ts';
import { snippetCss } from '../../src/outputs/snippet.ts';
import { schema } from '../../src/schema/schema.ts';
import { ApiBench } from '../api/bench.ts';
import { openEmbeddedTestDatabase } from '../support/databases.ts';

const text = await readFile(join(resolve(import.meta.dirname, '../..'), 'docs/outputs.md'), 'utf8');
const blocks = (language: string) =>
  Array.from(
    text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm')),
    ([, block]) => block,
  );

it('the operations of the page about outputs do what it says', async () => {
  const operations = blocks('graphql');
  expect(operations).toHaveLength(3);
  for (const operation of operations) expect(validate(schema, parse(operation))).toEqual([]);
  await using bench = await ApiBench.open(openEmbeddedTestDatabase);
  const imageId = await bench.addImage();
  for (const mutation of operations.filter((operation) => operation.startsWith('mutation'))) {
    const { createAnimation } = await bench.ask(mutation.replace('"…"', JSON.stringify(imageId)));
    expect(createAnimation).not.toHaveProperty('message');
    const { id } = createAnimation.animation;
    await (await bench.nextJob()).finish();
    await bench.whenEnded(id);
    const { animation } = await bench.ask(operations[1].replace('"…"', JSON.stringify(id)));
    expect(animation.snippet).toContain('aria-label="A lake under passing clouds"');
    expect(animation.manifest.sources.length).toBeGreaterThan(1);
  }
});

it('the page gives the rules for snippets without a style, and their hash', () => {
  expect(blocks('css')).toEqual([`${snippetCss}\n`]);
  const digest = createHash('sha256').update(snippetCss).digest('base64');
  expect(text).toContain(`style-src 'sha256-${digest}'`);
});

it('the command lines of the page about outputs are valid', () => {
  const lines = blocks('sh').join('\n');
  const outputs = Array.from(lines.matchAll(/--output (\S+)/g), ([, asked]) => toOutput(asked).spec);
  expect(outputs).toHaveLength(3);
  expect(parseSettings({ outputs }).outputs).toEqual(outputs);
});
