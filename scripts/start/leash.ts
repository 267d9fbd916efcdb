// Loaded first into every process that npm start brings up: if npm start itself is killed, nobody is left to stop
// them, so they stop themselves, as they do on SIGTERM.

const PATIENCE = 15_000;

process.once("disconnect", () => {
  // What this process has started is in its group, and nobody else is left to look after it.
  process.once("exit", () => process.kill(-process.pid, "SIGKILL"));
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), PATIENCE).unref();
});

// Listening for the end must not by itself keep a process alive that is done.
process.channel?.unref();

// A process that this one forks has a parent of its own to follow, and must not inherit the flag that loaded this file.
const flag = process.execArgv.findIndex((arg) => arg.endsWith("/leash.ts"));
if (flag > 0) process.execArgv.splice(flag - 1, 2);
