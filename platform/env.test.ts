import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadEnv, loadStartEnv } from "./env.ts";

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
