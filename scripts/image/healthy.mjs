// The health check of an image: this container's process answers. What it depends on, /readyz says; a restart would not
// mend that.
const port = process.argv[2];
const isHealthy = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4000) }).then(
  (answer) => answer.ok,
  () => false,
);
process.exit(isHealthy ? 0 : 1);
