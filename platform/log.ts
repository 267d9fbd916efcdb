import pino from "pino";

export type Log = pino.Logger;

/**
 * JSON lines on stdout. Whatever could be a secret is redacted, wherever it appears. A call to the log never throws, and a
 * line that cannot be written (a full disk) is lost without ending the process.
 */
export function openLog(level: string, name: string, out?: pino.DestinationStream): Log {
  const options: pino.LoggerOptions = {
    name,
    level,
    base: { name },
    redact: {
      paths: secretNames.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]),
      censor: "[redacted]",
    },
    serializers: { err: pino.stdSerializers.err },
    hooks: { logMethod },
  };
  return pino(options, out ?? openStdout());
}

/** pino rethrows what the getters of a value throw. The line is written without the value then. */
function logMethod(this: Log, given: Parameters<pino.LogFn>, method: pino.LogFn): void {
  try {
    Reflect.apply(method, this, given);
  } catch {
    const message = given.find((each) => typeof each === "string") ?? "";
    Reflect.apply(method, this, [{ unreadable: true }, message]);
  }
}

function openStdout(): pino.DestinationStream {
  const out = pino.destination(1);
  // Without a listener, an error of the stream would be thrown.
  out.on("error", () => {});
  return out;
}

const secretNames = [
  "authorization",
  "cookie",
  '["set-cookie"]',
  '["x-api-key"]',
  "password",
  "secret",
  "token",
  "apiKey",
  "key",
  "signInLink",
];
