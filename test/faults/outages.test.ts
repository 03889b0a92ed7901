import { expect, it } from 'vitest';
import { describeServerDatabase } from '../support/databases.ts';
import { surviveOutages } from './outages.ts';
import { prepareServer } from './settings.ts';

describeServerDatabase((openTestDatabase) => {
  it('a database that goes away and comes back costs no job, and is told as what it is', async () => {
    await using prepared = await prepareServer();
    await using database = await openTestDatabase();
    const url = database.config.databaseUrl as string;
    const result = await surviveOutages(prepared.settings, url, { outages: 2, awaySeconds: 1 });
    expect(result.losses).toEqual([]);
    expect(result.storedEnds).toBeGreaterThanOrEqual(result.animations);
    expect(result.animations).toBeGreaterThan(0);
  }, 240_000);
});
