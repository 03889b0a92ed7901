import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireFreePort } from '../../src/server/port.ts';

const other = createServer();
beforeEach(async () => {
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
});
afterEach(() => {
  other.close();
});

it('reports a port in use, and how to choose another', async () => {
  const { port } = other.address() as AddressInfo;
  const words = `Cannot listen on 127.0.0.1, port ${port}: it is in use; set HOST and PORT`;
  await expect(requireFreePort({ host: '127.0.0.1', port })).rejects.toThrow(words);
});

it('leaves a free port free', async () => {
  await requireFreePort({ host: '127.0.0.1', port: 0 });
  await expect(requireFreePort({ host: 'nowhere.invalid', port: 0 })).rejects.toThrow('set HOST and PORT');
});
