// Loaded first into every process that npm start brings up: when npm start itself is killed, they stop themselves, as
// they do on SIGTERM.

const STOP_LIMIT = 15_000;

process.once("disconnect", () => {
  // What this process has started is in its group, and no other process would end it.
  process.once("exit", () => process.kill(-process.pid, "SIGKILL"));
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), STOP_LIMIT).unref();
});

// Listening for the disconnect must not by itself keep the process alive.
process.channel?.unref();

// A process that this one forks has a parent of its own to follow, and must not inherit the flag that loaded this file.
const flag = process.execArgv.findIndex((arg) => arg.endsWith("/parent-watchdog.ts"));
if (flag > 0) process.execArgv.splice(flag - 1, 2);
