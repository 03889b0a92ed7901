import { expect, it } from 'vitest';
import { PostgresServer } from '../support/postgres-server.ts';
import { describeS3, S3Server } from '../support/s3-server.ts';
import { surviveMachineKills } from './machine-kills.ts';
import { prepareServer } from './settings.ts';
import { parts } from './site.ts';

describeS3(() => {
  it('a site of several machines keeps acknowledged data and ends every job once, whichever part is killed', async ({
    skip,
  }) => {
    await using postgres = await PostgresServer.start();
    if (!postgres) return skip('there is no PostgreSQL here');
    await using s3 = await S3Server.start();
    await using prepared = await prepareServer();
    // The worker first: what it was at is taken up a minute later.
    const kills = parts.toSorted((a) => (a === 'worker' ? -1 : 1));
    const result = await surviveMachineKills(prepared.settings, { postgres, s3 }, kills);
    expect(result.losses).toEqual([]);
    expect(result.storedEnds).toBeGreaterThanOrEqual(result.animations);
    expect(Math.min(result.uploads, result.animations, result.presets)).toBeGreaterThan(0);
  }, 400_000);
});
