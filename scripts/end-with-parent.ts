/**
 * Loaded before a program (`node --import`) that a script or a test starts with an IPC channel: the program ends when
 * its parent has ended for any reason.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// The channel must not keep a program running that has nothing else to do.
process.channel?.unref();
