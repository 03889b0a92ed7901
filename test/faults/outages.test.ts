import { expect, it } from 'vitest';
import { describeServerDatabase } from '../support/databases.ts';
import { surviveOutages } from './outages.ts';
import { prepareServer } from './settings.ts';

describeServerDatabase((openTestDatabase) => {
  it('an outage of the database costs no job and is reported as such', async () => {
    await using prepared = await prepareServer();
    await using database = await openTestDatabase();
    const url = database.config.databaseUrl as string;
    const result = await surviveOutages(prepared.settings, url, { outages: 2, awaySeconds: 1 });
    expect(result.losses).toEqual([]);
    expect(result.storedEnds).toBeGreaterThanOrEqual(result.animations);
    expect(result.animations).toBeGreaterThan(0);
  }, 240_000);
});
