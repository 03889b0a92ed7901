import assert from 'node:assert';
import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { outliveAssertions } from '../src/uncaught.ts';

describe('an uncaught error', () => {
  function setUp() {
    const target = Object.assign(new EventEmitter(), { exit: vi.fn() });
    const log = { error: vi.fn(), fatal: vi.fn() };
    outliveAssertions(log, target);
    return { target, log };
  }

  it('does not end the process if it is a failed assertion', () => {
    const { target, log } = setUp();
    const error = new assert.AssertionError({ message: 'expected an open parser' });
    target.emit('uncaughtException', error);
    expect(target.exit).not.toHaveBeenCalled();
    expect(log.error).toHaveBeenCalledWith({ err: error }, expect.any(String));
  });

  it('ends the process for anything else, and is logged', () => {
    const { target, log } = setUp();
    const error = new TypeError('undefined is not a function');
    target.emit('uncaughtException', error);
    expect(target.exit).toHaveBeenCalledWith(1);
    expect(log.fatal).toHaveBeenCalledWith({ err: error }, expect.any(String));
  });
});
