import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadEnv, loadStartEnv, settingNames } from "./env.ts";

const needed = { DATABASE_URL: "postgresql://u:p@localhost/db", PATCHBAY_SECRET: "x".repeat(32) };

test("what is not set has a default, and an empty value is not set", () => {
  const env = loadEnv({ ...needed, PORT: "", KAFKA_BROKERS: "", PATCHBAY_URL: "" });
  expect(env).toMatchObject({ PORT: 3000, KAFKA_BROKERS: [], WORKERS: 1, PATCHBAY_MODELS: "all" });
  expect(env.PATCHBAY_URL).toBe("http://localhost:3000");
});

test("brokers are a list, separated by commas", () => {
  expect(loadEnv({ ...needed, KAFKA_BROKERS: "one:9092, two:9093" }).KAFKA_BROKERS).toEqual(["one:9092", "two:9093"]);
});

test("other secrets are a list, in JSON where one has a comma", () => {
  const others = (value: string) => loadEnv({ ...needed, PATCHBAY_OTHER_SECRETS: value }).PATCHBAY_OTHER_SECRETS;
  const [one, comma] = ["y".repeat(32), `${"z".repeat(32)}, and ${"z".repeat(32)}`];
  expect(others("")).toEqual([]);
  expect(others(`${one}, ${"[".repeat(32)}`)).toEqual([one, "[".repeat(32)]);
  expect(others(JSON.stringify([comma, one]))).toEqual([comma, one]);
  expect(others("[".repeat(32))).toEqual(["[".repeat(32)]);
  expect(() => others(JSON.stringify(["short"]))).toThrow(/PATCHBAY_OTHER_SECRETS should have at least 32/);
});

test("every wrong name is told at once, with what it should be", () => {
  const load = () => loadEnv({ PORT: "0", KAFKA_BROKERS: "localhost", PATCHBAY_MODELS: "some" });
  expect(load).toThrow(/DATABASE_URL is missing/);
  expect(load).toThrow(/PORT should be a port number/);
  expect(load).toThrow(/KAFKA_BROKERS should be host:port/);
  expect(load).toThrow(/PATCHBAY_MODELS should be all or none/);
  expect(load).toThrow(/PATCHBAY_SECRET is missing/);
});

const pem = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
/** What a setting has to have beside it. */
const beside: Readonly<Record<string, object>> = {
  PATCHBAY_OIDC_ISSUER: { PATCHBAY_OIDC_CLIENT_ID: "patchbay" },
  KAFKA_TLS_CERT: { KAFKA_TLS_KEY: pem },
  KAFKA_TLS_KEY: { KAFKA_TLS_CERT: pem },
};
const wrongValues: [name: string, value: string, sentence: string][] = [
  ["DATABASE_URL", "mysql://u@h/d", "Postgres address such as postgresql://"],
  ["DATABASE_CA", "/nowhere/ca.pem", "file"],
  ["KAFKA_BROKERS", "localhost", "host:port"],
  ["KAFKA_TLS", "yes", "1 or 0"],
  ["KAFKA_SASL_MECHANISM", "ntlm", "plain, scram-sha-256"],
  ["PORT", "70000", "port number from 1 to 65535"],
  ["PORT", "80.5", "port number from 1 to 65535"],
  ["PORT", "http", "port number from 1 to 65535"],
  ["PATCHBAY_WORKSPACE_RUNS", "0", "whole number from 1 to 10000"],
  ["WORKERS", "1.5", "whole number from 0 to 64"],
  ["WORKERS", "-1", "whole number from 0 to 64"],
  ["PATCHBAY_URL", "patchbay.example.com", "address such as https://"],
  ["PATCHBAY_SECRET", "short", "at least 32 characters"],
  ["PATCHBAY_API_KEY", "a b", "no spaces"],
  ["PATCHBAY_MODELS", "some", "all or none"],
  ["PATCHBAY_MODEL_FILE_GB", "-1", "number of gigabytes from 0 to 1000"],
  ["PATCHBAY_DEV", "yes", "1 or 0"],
  ["PATCHBAY_FILES", "s3:/bucket", "postgres, or s3://bucket/prefix"],
  ["AWS_ENDPOINT_URL_S3", "minio:9000", "address such as http://"],
  ["TRUST_PROXY", "10", "number of proxies in front, 0 to 9"],
  ["PATCHBAY_DRAIN_SECONDS", "61", "number of seconds from 0 to 60"],
  ["PATCHBAY_METRICS_TOKEN", "short", "at least 16 characters"],
  ["PATCHBAY_NEW_WORKSPACES", "all", "everyone, owners or none"],
  ["PATCHBAY_AUDIT_DAYS", "0", "whole number of days from 1 to 3650"],
  ["PATCHBAY_AUDIT_DAYS", "1.5", "whole number of days from 1 to 3650"],
  ["PATCHBAY_CLOUDWATCH", "my installation", "letters, digits, dots and hyphens"],
  ["PATCHBAY_OIDC_NEWCOMERS", "admin", "none, owner, editor, viewer"],
  ["PATCHBAY_OIDC_TRUST_EMAIL", "yes", "1 or 0"],
  ["PATCHBAY_OIDC_NAME", "n".repeat(41), "at most 40 characters"],
  ["WORKER_METRICS_PORT", "0", "port number from 1 to 65535"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4318", "address such as http://"],
  ["OTEL_TRACES_SAMPLER_ARG", "2", "number from 0 to 1"],
  ["PINECONE_BASE_URL", "api.pinecone.io", "address such as https://"],
  ["PATCHBAY_OTHER_SECRETS", "short", "at least 32 characters each"],
  ["PATCHBAY_OIDC_ISSUER", "http://login.example.com", "address such as https://login.example.com"],
  ["PATCHBAY_OIDC_ROLES", "admins", "group=role"],
  ["PATCHBAY_PASSWORD_SIGN_IN", "yes", "1 or 0"],
  ["KAFKA_TLS_CA", "/nowhere/ca.pem", "file"],
  ["KAFKA_TLS_CERT", "/nowhere/cert.pem", "file"],
  ["KAFKA_TLS_KEY", "/nowhere/key.pem", "file"],
  ["LOG_LEVEL", "loud", "fatal, error, warn, info"],
];
test.each(wrongValues)("%s as “%s” is refused with one sentence of what it should be", (name, value, sentence) => {
  const lines = linesOf(() => loadEnv({ ...needed, ...beside[name], [name]: value }));
  expect(lines.filter((line) => !line.startsWith(`  ${name} `))).toEqual([]);
  expect(lines).toEqual([expect.stringContaining(sentence)]);
});

test("each setting that takes not everything has such a value above", () => {
  const refuses = settingNames.filter((name) =>
    linesOf(() => loadEnv({ ...needed, [name]: "no such value\u0001" })).some((line) => line.startsWith(`  ${name} `)),
  );
  expect(refuses.length).toBeGreaterThan(25);
  const tried = new Set(wrongValues.map(([name]) => name));
  expect(refuses.filter((name) => !tried.has(name))).toEqual([]);
});

function linesOf(load: () => unknown): string[] {
  try {
    load();
  } catch (error) {
    return String(error).split("\n").slice(1);
  }
  return [];
}

test("a missing name that is there with a slip in it is told", () => {
  const lines = linesOf(() => loadEnv({ DATABASE_URL: needed.DATABASE_URL, PATCHBAY_SECRT: "x".repeat(32) }));
  expect(lines[0]).toContain("PATCHBAY_SECRET is missing");
  expect(lines[1]).toBe("  PATCHBAY_SECRT is not a setting. Was PATCHBAY_SECRET meant?");
});

test("npm start can do without a database and a secret, since it makes them", () => {
  expect(loadStartEnv({}).DATABASE_URL).toBeUndefined();
});

test(".env.example names every setting", () => {
  const example = readFileSync(new URL("../.env.example", import.meta.url), "utf8");
  const named = new Set([...example.matchAll(/^([A-Z][A-Z0-9_]+)=/gm)].map((match) => match[1]));
  const optional = [
    ...["PATCHBAY_API_KEY", "PINECONE_API_KEY", "PINECONE_BASE_URL", "PATCHBAY_METRICS_TOKEN"],
    ...["DATABASE_CA", "AWS_REGION", "AWS_ENDPOINT_URL_S3", "PATCHBAY_CLOUDWATCH"],
    ...["PATCHBAY_OIDC_ISSUER", "PATCHBAY_OIDC_CLIENT_ID", "PATCHBAY_OIDC_CLIENT_SECRET"],
    ...["WORKER_METRICS_PORT", "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME"],
  ];
  for (const name of [...Object.keys(loadEnv(needed)), ...optional]) expect(named).toContain(name);
});

test("an identity provider is whole or wrong, and is spoken to over TLS", () => {
  const load = (more: object) => loadEnv({ ...needed, ...more });
  expect(() => load({ PATCHBAY_OIDC_ISSUER: "https://login.example.com" })).toThrow(
    /PATCHBAY_OIDC_CLIENT_ID is missing/,
  );
  expect(() => load({ PATCHBAY_OIDC_CLIENT_ID: "patchbay" })).toThrow(/PATCHBAY_OIDC_ISSUER is missing/);
  expect(() => load({ PATCHBAY_OIDC_ISSUER: "http://login.example.com" })).toThrow(/http only for localhost/);
  expect(() => load({ PATCHBAY_OIDC_ROLES: "admins=boss" })).toThrow(/PATCHBAY_OIDC_ROLES.* should be group=role/);
  expect(() => load({ PATCHBAY_PASSWORD_SIGN_IN: "0" })).toThrow(/no other way to sign in/);
  const whole = { PATCHBAY_OIDC_ISSUER: "http://localhost:8080/realms/a", PATCHBAY_OIDC_CLIENT_ID: "patchbay" };
  const env = load({ ...whole, PATCHBAY_OIDC_ROLES: "admins=owner, a=b=editor", PATCHBAY_OIDC_SCOPES: "email groups" });
  expect(env.PATCHBAY_OIDC_ROLES).toEqual([
    ["admins", "owner"],
    ["a=b", "editor"],
  ]);
  expect(env.PATCHBAY_OIDC_SCOPES).toEqual(["openid", "email", "groups"]);
});
