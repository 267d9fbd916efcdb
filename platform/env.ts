import { resolve } from "node:path";
import { z } from "zod";
import { checkKafkaSettings, kafkaSettings } from "./broker/kafka/kafka-settings.ts";
import { trustAuthority } from "./database/trust-authority.ts";
import { doubtsOf, strangeNames } from "./doubtful-settings.ts";
import { checkOidcSettings, oidcSettings } from "./oidc-settings.ts";
import { Pem } from "./pem.ts";

// Every setting of Patchbay, in one place. Each one is documented in .env.example.
// The environment is parsed once, at startup: a wrong value stops the process with the list of bad names.

const isPostgres = (value: string) => /^postgres(ql)?:\/\//.test(value);
const isHttp = (value: string) => /^https?:\/\//.test(value) && URL.canParse(value);
const isBucket = (value: string) => /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w./-]+)?$/.test(value);
const list = (value: string) => value.split(",").flatMap((part) => part.trim() || []);
/** As JSON where one has a comma in it. */
const secretList = (value: string) => (value.trim().startsWith("[") ? (jsonList(value) ?? list(value)) : list(value));
const flag = z
  .enum(["0", "1", "true", "false"], "should be 1 or 0")
  .transform((value) => value === "1" || value === "true");

function jsonList(value: string): string[] | undefined {
  try {
    return z.array(z.string()).safeParse(JSON.parse(value)).data;
  } catch {
    return undefined;
  }
}

type Range = { min: number; max: number };

/** `what` is read in a sentence: “a port number” gives “should be a port number from 1 to 65535”. */
function numberOf(what: string, { min, max }: Range) {
  const should = `should be ${what} from ${min} to ${max}`;
  return z.coerce.number(should).min(min, should).max(max, should);
}

function wholeNumberOf(what: string, range: Range) {
  return numberOf(what, range).int(`should be ${what} from ${range.min} to ${range.max}`);
}

const port = () => wholeNumberOf("a port number", { min: 1, max: 65_535 });

const httpUrl = (example: string) =>
  z
    .string()
    .refine(isHttp, `should be an address such as ${example}`)
    .transform((value) => value.replace(/\/+$/, ""));

const Settings = z.object({
  DATABASE_URL: z
    .string({ error: "is missing; npm start brings its own Postgres, other processes need postgresql://…" })
    .refine(isPostgres, "should be a Postgres address such as postgresql://user:password@localhost:5432/patchbay"),
  DATABASE_CA: Pem.optional(),
  KAFKA_BROKERS: z
    .string()
    .transform(list)
    .refine((all) => all.every((one) => /^.+:\d{1,5}$/.test(one)), "should be host:port, several separated by commas")
    .default([]),
  ...kafkaSettings,
  HOST: z.string().default("127.0.0.1"),
  PORT: port().default(3000),
  PATCHBAY_WORKSPACE_RUNS: wholeNumberOf("a whole number", { min: 1, max: 10_000 }).default(100),
  WORKERS: wholeNumberOf("a whole number", { min: 0, max: 64 }).default(1),
  PATCHBAY_HOME: z
    .string()
    .default(".patchbay")
    .transform((path) => resolve(path)),
  PATCHBAY_URL: httpUrl("https://patchbay.example.com").optional(),
  PATCHBAY_SECRET: z
    .string({ error: "is missing; npm start makes one, elsewhere set it to the output of: openssl rand -hex 32" })
    .min(32, "should have at least 32 characters, for example the output of: openssl rand -hex 32"),
  PATCHBAY_OTHER_SECRETS: z
    .string()
    .transform(secretList)
    .refine(
      (all) => all.every((one) => one.length >= 32),
      "should have at least 32 characters each, separated by commas, or as a list in JSON",
    )
    .default([]),
  ...oidcSettings,
  PATCHBAY_API_KEY: z.string().regex(/^\S+$/, "should have no spaces in it").optional(),
  PATCHBAY_MODELS: z.enum(["all", "none"], "should be all or none").default("all"),
  PATCHBAY_MODEL_FILE_GB: numberOf("a number of gigabytes", { min: 0, max: 1000 }).default(20),
  PATCHBAY_PRIVATE_HOSTS: z.string().transform(list).default([]),
  PATCHBAY_DEV: flag.default(false),
  PATCHBAY_FILES: z
    .string()
    .transform((value) => value.replace(/\/+$/, ""))
    .refine((value) => value === "postgres" || isBucket(value), "should be postgres, or s3://bucket/prefix")
    .default("postgres"),
  AWS_ENDPOINT_URL_S3: httpUrl("http://localhost:9000").optional(),
  TRUST_PROXY: z
    .stringFormat("proxies", /^([0-9]|true|false)$/, "should be the number of proxies in front, 0 to 9")
    .transform((value) => (value === "true" ? 1 : value === "false" ? 0 : Number(value)))
    .default(0),
  PATCHBAY_DRAIN_SECONDS: numberOf("a number of seconds", { min: 0, max: 60 }).optional(),
  PATCHBAY_METRICS_TOKEN: z
    .string()
    .regex(
      /^\S{16,}$/,
      "should have at least 16 characters and no spaces, for example the output of: openssl rand -hex 32",
    )
    .optional(),
  /** Who may make workspaces: everyone with an account, people who own one, or no one. */
  PATCHBAY_NEW_WORKSPACES: z
    .enum(["everyone", "owners", "none"], "should be everyone, owners or none")
    .default("owners"),
  PATCHBAY_AUDIT_DAYS: wholeNumberOf("a whole number of days", { min: 1, max: 3650 }).default(365),
  PATCHBAY_AUDIT_LOG: z.string().optional(),
  PATCHBAY_CLOUDWATCH: z
    .string()
    .regex(/^[\w.-]{1,100}$/, "should be a name of letters, digits, dots and hyphens")
    .optional(),
  WORKER_METRICS_PORT: port().optional(),
  WORKER_METRICS_HOST: z.string().default("127.0.0.1"),
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrl("http://localhost:4318").optional(),
  /** Read by OpenTelemetry itself. */
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_TRACES_SAMPLER_ARG: numberOf("a number", { min: 0, max: 1 }).default(1),
  PINECONE_API_KEY: z.string().optional(),
  PINECONE_BASE_URL: httpUrl("https://api.pinecone.io").optional(),
  LOG_LEVEL: z
    .enum(
      ["fatal", "error", "warn", "info", "debug", "trace", "silent"],
      "should be fatal, error, warn, info, debug, trace or silent",
    )
    .default("info"),
});

/** What the environment may set. */
export const settingNames: readonly string[] = Object.keys(Settings.shape);

type Derived = {
  PATCHBAY_URL?: string | undefined;
  PORT: number;
  PATCHBAY_DRAIN_SECONDS?: number | undefined;
  TRUST_PROXY: number;
};

/** Where the pages are reached from outside; PATCHBAY_URL when set, else this machine and port. A proxy needs time to see that web stops. */
const withDerived = <T extends Derived>(settings: T) => ({
  ...settings,
  PATCHBAY_DRAIN_SECONDS: settings.PATCHBAY_DRAIN_SECONDS ?? (settings.TRUST_PROXY > 0 ? 5 : 0),
  PATCHBAY_URL: settings.PATCHBAY_URL ?? `http://localhost:${settings.PORT}`,
});

const Env = Settings.superRefine(checkKafkaSettings).superRefine(checkOidcSettings).transform(withDerived);

/** What npm start can know before it has brought up the database and made the secret. */
const StartEnv = Settings.partial({ DATABASE_URL: true, PATCHBAY_SECRET: true })
  .superRefine(checkKafkaSettings)
  .superRefine(checkOidcSettings)
  .transform(withDerived);

type Source = Readonly<Record<string, string | undefined>>;
export type Env = z.output<typeof Env>;
export type StartEnv = z.output<typeof StartEnv>;

/** Thrown with one line for each bad name, ready to be shown. */
export class EnvError extends Error {
  override name = "EnvError";
}

export const loadEnv = (source: Source): Env => parse(Env, source);
export const loadStartEnv = (source: Source): StartEnv => parse(StartEnv, source);

/** What was read but hardly meant so, a sentence each: names that are no setting, settings that contradict each other. */
export const doubtsAbout = (source: Source, settings: Env | StartEnv): string[] =>
  doubtsOf(source, settingNames, { settings, usual: StartEnv.parse({}) });

let parsed: Env | undefined;

/** The environment of this process, parsed on first use. */
export function env(): Env {
  parsed ??= loadEnv(process.env);
  return parsed;
}

function parse<T extends { DATABASE_CA?: string | undefined }>(schema: z.ZodType<T>, source: Source): T {
  // An empty value means "not set": Compose files and .env files often carry empty names.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) {
    trustAuthority(result.data.DATABASE_CA);
    return result.data;
  }
  const wrong = result.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`);
  // What is missing may be there under a name with a slip in it.
  const lines = [...wrong, ...strangeNames(given, settingNames)].map((line) => `  ${line}`);
  throw new EnvError(`These settings are wrong (see .env.example):\n${lines.join("\n")}`);
}
