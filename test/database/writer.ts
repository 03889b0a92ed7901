import { openDatabase } from '../../src/database/database.ts';
import { silentLog } from '../support/silent-log.ts';

// Writes rows one after the other, telling its parent of each that the database has acknowledged.
const [dataDirectory, round] = process.argv.slice(2);
const { prisma } = await openDatabase({ dataDirectory }, silentLog);
for (let i = 0; ; i++) {
  const name = `${round}-${i}`;
  await prisma.latentPreset.create({
    data: { name, kind: 'MOTION', label: name, codes: [[0, 0, 0, 0, 0, 0, 0, 0]], bundle: 'test@1' },
  });
  process.send?.(name);
}
