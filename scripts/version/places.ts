/**
 * Every place that states the version of the project. All packages have the same one. (The training toolkit, which is
 * never published, is versioned by itself.)
 */
const packages = [
  'packages/client',
  'packages/element',
  'integrations/payload',
  'integrations/strapi',
  'integrations/directus',
];

interface Stated {
  name?: string;
  version?: string;
  peerDependencies?: Record<string, string>;
}

interface Place {
  path: string;
  /** @returns all versions that the file states */
  read(text: string): string[];
  write(text: string, version: string): string;
}

/** A place in a text: the version is the second group of the pattern, which matches globally. */
function inText(path: string, pattern: RegExp): Place {
  return {
    path,
    read: (text) => [...text.matchAll(pattern)].map(([, , version]) => version),
    write: (text, version) => text.replace(pattern, (_, before, _old, after) => before + version + after),
  };
}

/** The packages of the project in a `package.json` or a `package-lock.json`, and what they require of each other. */
function inJson(path: string): Place {
  return {
    path,
    read: (text) =>
      ownPackages(JSON.parse(text)).flatMap((stated) => [stated.version ?? '', ...peersOf(stated)]),
    write(text, version) {
      const file = JSON.parse(text);
      for (const stated of ownPackages(file)) {
        stated.version = version;
        for (const name of ownPeers(stated)) (stated.peerDependencies ?? {})[name] = `^${version}`;
      }
      return `${JSON.stringify(file, null, 2)}\n`;
    },
  };
}

const isOwn = (name = '') => name === 'driftscape' || name.startsWith('@driftscape/');
const ownPeers = ({ peerDependencies = {} }: Stated) => Object.keys(peerDependencies).filter(isOwn);
const peersOf = (stated: Stated) =>
  ownPeers(stated).map((name) => stated.peerDependencies?.[name].replace(/^\^/, '') ?? '');

/** A manifest, or a lock file's entries of the project: those that state a version. */
function ownPackages(file: Stated & { packages?: Record<string, Stated> }): Stated[] {
  const entries = Object.entries(file.packages ?? {}).map(([path, entry]) => ({
    entry,
    name: entry.name ?? path.replace(/^.*node_modules\//, ''),
  }));
  const locked = entries.filter(({ name, entry }) => isOwn(name) && entry.version).map(({ entry }) => entry);
  return [...(file.version ? [file] : []), ...locked];
}

const escapedVersion = String.raw`\d+\.\d+\.\d+(?:-[a-z]+\.\d+)?`;
const pattern = (before: string, after = '') => new RegExp(`(${before})(${escapedVersion})(${after})`, 'gm');

export const places: Place[] = [
  ...['', ...packages.map((folder) => `${folder}/`)].map((folder) => inJson(`${folder}package.json`)),
  ...[
    '',
    'integrations/payload/',
    'integrations/payload/panel/',
    'integrations/strapi/',
    'integrations/directus/',
  ].map((folder) => inJson(`${folder}package-lock.json`)),
  inText('integrations/wordpress/driftscape/driftscape.php', pattern(String.raw`^ \* Version: `)),
  inText('integrations/wordpress/driftscape/block/view.asset.php', pattern("'version' => '", "'")),
  inText('integrations/wordpress/driftscape/block/edit.asset.php', pattern("'version' => '", "'")),
  inText('compose.yaml', pattern('image: driftscape:')),
  inText('packages/client/README.md', pattern('driftscape-client-', String.raw`\.tgz`)),
];
