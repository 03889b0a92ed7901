import { expect, it } from 'vitest';

it('stops a quick test that starts a process, listens or connects', () => {
  const { spawn } = process.getBuiltinModule('node:child_process');
  const { createServer, connect } = process.getBuiltinModule('node:net');
  for (const start of [() => spawn('true'), () => createServer().listen(0), () => connect(1)])
    expect(start).toThrow('to stay in its own process');
});
