import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { expect, test } from "vitest";
import { doubtsAbout, loadEnv } from "./env.ts";

const needed = { DATABASE_URL: "postgresql://u:p@localhost/db", PATCHBAY_SECRET: "x".repeat(32) };
const doubts = (more: Record<string, string>) => {
  const source = { ...needed, ...more };
  return doubtsAbout(source, loadEnv(source));
};

test.each([
  ["PATCHBAY_SECRT", "PATCHBAY_SECRET"],
  ["PATCHBAY_OTHER_SECRET", "PATCHBAY_OTHER_SECRETS"],
  ["PATCHBAY_PRIVATE_HOST", "PATCHBAY_PRIVATE_HOSTS"],
  ["PATCHBAY_OIDC_CLIENTID", "PATCHBAY_OIDC_CLIENT_ID"],
  ["Patchbay_Url", "PATCHBAY_URL"],
  ["KAFKA_BROKER", "KAFKA_BROKERS"],
  ["DATABSAE_URL", "DATABASE_URL"],
  ["TRUST_PROXI", "TRUST_PROXY"],
  ["LOG_LEVL", "LOG_LEVEL"],
])("%s is told, with the setting that was meant", (name, meant) => {
  expect(doubts({ [name]: "a value" })).toEqual([`${name} is not a setting. Was ${meant} meant?`]);
});

test("a name of ours that is like none is told too, and never a value", () => {
  const told = doubts({ PATCHBAY_TURBO: "hush" });
  expect(told).toEqual(["PATCHBAY_TURBO is not a setting. The settings are in docs/configuration.md."]);
});

test("what others set is not told: Kubernetes, AWS, Kafka's own tools, OpenTelemetry, and what is empty", () => {
  const others = {
    PATCHBAY_WEB_SERVICE_HOST: "10.0.0.1",
    PATCHBAY_WEB_SERVICE_PORT: "3000",
    PATCHBAY_WEB_SERVICE_PORT_HTTP: "3000",
    PATCHBAY_WEB_PORT: "tcp://10.0.0.1:3000",
    PATCHBAY_WEB_PORT_3000_TCP: "tcp://10.0.0.1:3000",
    PATCHBAY_WEB_PORT_3000_TCP_PROTO: "tcp",
    PATCHBAY_WEB_PORT_3000_TCP_ADDR: "10.0.0.1",
    PATCHBAY_VERIFY_PASSWORD: "p",
    PATCHBAY_SECRT: "",
    AWS_ENDPOINT_URL_STS: "http://localhost:1",
    AWS_ENDPOINT_URL: "http://localhost:1",
    AWS_DEFAULT_REGION: "eu-central-1",
    KAFKA_OPTS: "-X",
    KAFKA_HEAP_OPTS: "-Xmx1g",
    OTEL_TRACES_SAMPLER: "always_on",
    OTEL_SERVICE_NAME: "web",
    HOSTNAME: "a",
    HOME: "/",
    PATH: "/",
    WORKER: "1",
  };
  expect(doubts(others)).toEqual([]);
});

test.each([
  [
    { KAFKA_SASL_MECHANISM: "plain", KAFKA_SASL_USERNAME: "u", KAFKA_SASL_PASSWORD: "p" },
    "KAFKA_SASL_MECHANISM has no effect: it needs KAFKA_BROKERS",
  ],
  [
    { KAFKA_BROKERS: "a:1", KAFKA_SASL_PASSWORD: "p" },
    "KAFKA_SASL_PASSWORD has no effect: it needs KAFKA_SASL_MECHANISM",
  ],
  [
    { KAFKA_BROKERS: "a:1", KAFKA_OAUTH_SCOPE: "s" },
    "KAFKA_OAUTH_SCOPE has no effect: it needs KAFKA_SASL_MECHANISM=oauthbearer",
  ],
  [{ PATCHBAY_OIDC_NEWCOMERS: "editor" }, "PATCHBAY_OIDC_NEWCOMERS has no effect: it needs PATCHBAY_OIDC_ISSUER"],
  [{ PINECONE_BASE_URL: "https://p.example" }, "PINECONE_BASE_URL has no effect"],
  [{ OTEL_TRACES_SAMPLER_ARG: "0.1" }, "OTEL_TRACES_SAMPLER_ARG has no effect"],
  [{ PATCHBAY_URL: "https://patchbay.example.com" }, "TRUST_PROXY is 0"],
  [{ PATCHBAY_URL: "http://example.com/patchbay/" }, "PATCHBAY_URL has a path"],
  [{ PATCHBAY_PRIVATE_HOSTS: "http://localhost:11434" }, "PATCHBAY_PRIVATE_HOSTS names something that is no host"],
  [{ PATCHBAY_PRIVATE_HOSTS: "localhost,10.0.0.0/8" }, "PATCHBAY_PRIVATE_HOSTS names something that is no host"],
])("%j: it says what contradicts what", (more, sentence) => {
  const told = doubts(more);
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(sentence);
});

test("settings that fit each other are not told", () => {
  const oidc = { PATCHBAY_OIDC_ISSUER: "https://login.example.com", PATCHBAY_OIDC_CLIENT_ID: "a" };
  const kafka = {
    KAFKA_BROKERS: "a:1",
    KAFKA_SASL_MECHANISM: "plain",
    KAFKA_SASL_USERNAME: "u",
    KAFKA_SASL_PASSWORD: "p",
  };
  const proxy = { PATCHBAY_URL: "https://patchbay.example.com", TRUST_PROXY: "1" };
  expect(doubts({ ...oidc, PATCHBAY_OIDC_NEWCOMERS: "editor", ...kafka, ...proxy })).toEqual([]);
  expect(doubts({ PATCHBAY_PRIVATE_HOSTS: "localhost:11434, 10.0.0.5, [::1]:80, db.internal" })).toEqual([]);
  expect(doubts({})).toEqual([]);
});

test("a copy of .env.example raises no doubt", () => {
  const copied = parseEnv(readFileSync(new URL("../.env.example", import.meta.url), "utf8"));
  expect(doubtsAbout(copied, loadEnv({ ...copied, ...needed }))).toEqual([]);
});
