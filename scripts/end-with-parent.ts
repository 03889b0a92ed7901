/**
 * Loaded before a program (`node --import`) that a script or a test starts with a channel to itself: the program ends when whoever
 * started it has gone, however it went.
 */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening keeps no program running that has nothing else to do.
process.channel?.unref();
