import pino from "pino";

export type Log = pino.Logger;

/** JSON lines on stdout. Whatever could be a secret is redacted, wherever it appears. */
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
  };
  return out === undefined ? pino(options) : pino(options, out);
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
