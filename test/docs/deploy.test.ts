import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import packageFile from '../../package.json' with { type: 'json' };
import { costs } from '../../scripts/sizing/costs.ts';
import { costTable, sizeTable } from '../../scripts/sizing/tables.ts';
import { settingsFromEnvironment } from '../../src/settings.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFile(join(root, path), 'utf8');
const text = await read('docs/deploy.md');
const found = (pattern: RegExp, texts = text) => Array.from(texts.matchAll(pattern), ([, what]) => what);
/** Headings as GitHub makes anchors of them. */
const anchorsOf = (document: string) =>
  found(/^#+ (.*)$/gm, document).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );

describe('docs/deploy.md', () => {
  it('has tables that follow from the measured figures', () => {
    expect(text).toContain(`<!-- costs -->\n${costTable()}\n<!-- /costs -->`);
    expect(text).toContain(`<!-- sizes -->\n${sizeTable()}\n<!-- /sizes -->`);
  });

  it('quotes figures from other documents exactly', async () => {
    const said = Object.values(costs).flatMap((cost) => ('said' in cost ? [cost.said] : []));
    expect(said.length).toBeGreaterThan(0);
    for (const { document, text } of said) expect(await read(document)).toContain(text);
  });

  it('refers to existing scripts, files and settings', () => {
    const scripts = found(
      /\bnpm (?:--prefix \S+ )?(?:run )?(?:--silent )?(start\b|(?<=run (?:--silent )?)[a-z]+)/g,
    );
    expect(scripts.length).toBeGreaterThan(5);
    for (const name of scripts) expect(Object.keys(packageFile.scripts), name).toContain(name);
    const paths = found(/`((?:src|deploy|test|kernels|studio|docs)\/[\w./-]+|Dockerfile|compose\.yaml)`/g);
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const known = [...Object.keys(settingsFromEnvironment.shape), 'CC'];
    const settings = found(/\b([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?==|`|:)/g);
    expect(settings.length).toBeGreaterThan(8);
    expect(settings.filter((name) => !known.includes(name))).toEqual([]);
  });

  it('links to existing sections', async () => {
    const links = found(/\]\(([^)]+)\)/g);
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) {
      const [path, anchor] = link.split('#');
      const document = path ? await read(join('docs', path)) : text;
      if (anchor) expect(anchorsOf(document), link).toContain(anchor);
    }
  });

  it('stops no process before it can have ended by itself', async () => {
    const [grace] = found(/^SHUTDOWN_GRACE_SECONDS=(\d+)$/gm);
    const unit = await read('deploy/systemd/driftscape.service');
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(Number(grace) + 20);
  });

  it('is linked from the README', async () => {
    expect(await read('README.md')).toContain('(docs/deploy.md)');
  });
});
