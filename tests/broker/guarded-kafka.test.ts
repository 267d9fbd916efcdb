/** Kafkas that want TLS, a certificate or a sign-in: by the settings of the environment, on a real one. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openKafkaBroker } from "../../platform/broker/kafka/kafka.ts";
import { kafkaSecurityOf } from "../../platform/broker/kafka/kafka-settings.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { loadEnv } from "../../platform/env.ts";
import { newId } from "../../platform/ids.ts";
import { whyNotJava } from "../../scripts/services/kafka/java.ts";
import { kafkaBrokers } from "../helpers/kafka.ts";
import { cacheDir, type GuardedKafka, oauthClient, people, startGuardedKafka } from "./guarded-kafka.ts";

const needed = { DATABASE_URL: "postgresql://u:p@localhost/db", PATCHBAY_SECRET: "x".repeat(32) };
const withJava = kafkaBrokers !== undefined && (await whyNotJava(cacheDir)) === undefined;

describe.skipIf(!withJava)("a guarded Kafka", () => {
  let kafka: GuardedKafka;
  beforeAll(async () => {
    kafka = await startGuardedKafka();
  });
  afterAll(() => kafka?.[Symbol.asyncDispose]());

  type Ask = { at: keyof GuardedKafka["brokers"]; settings: Record<string, string> };
  const open = ({ at, settings }: Ask) => {
    const env = loadEnv({ ...needed, ...settings, KAFKA_BROKERS: kafka.brokers[at].join(",") });
    const options = { brokers: env.KAFKA_BROKERS, security: kafkaSecurityOf(env), clientId: "guarded", log: silentLog };
    return openKafkaBroker(options);
  };
  const ca = () => ({ KAFKA_TLS_CA: kafka.files.ca });
  const password = (mechanism: string, username: keyof typeof people) => ({
    ...{ KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: people[username] },
  });
  const oauth = () => ({
    ...{ KAFKA_SASL_MECHANISM: "oauthbearer", KAFKA_OAUTH_TOKEN_URL: kafka.tokenUrl },
    ...{ KAFKA_OAUTH_CLIENT_ID: oauthClient.clientId, KAFKA_OAUTH_CLIENT_SECRET: oauthClient.clientSecret },
    KAFKA_OAUTH_SCOPE: oauthClient.scope,
  });

  const ways: [string, () => Ask][] = [
    ["PLAIN", () => ({ at: "PLAIN", settings: password("plain", "alice") })],
    ["TLS with its own authority", () => ({ at: "TLS", settings: ca() })],
    [
      "TLS with a certificate of the client",
      () => ({ at: "MTLS", settings: { ...ca(), KAFKA_TLS_CERT: kafka.files.cert, KAFKA_TLS_KEY: kafka.files.key } }),
    ],
    ["SCRAM-SHA-256 over TLS", () => ({ at: "SCRAM", settings: { ...ca(), ...password("scram-sha-256", "carol") } })],
    ["SCRAM-SHA-512 over TLS", () => ({ at: "SCRAM", settings: { ...ca(), ...password("scram-sha-512", "carol") } })],
    ["OAUTHBEARER", () => ({ at: "OAUTH", settings: oauth() })],
  ];
  test.each(ways)("messages go there and back with %s", async (_name, ask) => {
    const broker = await open(ask());
    const topic = `test.guarded.${newId()}`;
    const received: unknown[] = [];
    await broker.listen({
      topics: [topic],
      handle: (messages) => void received.push(...messages.map(({ value }) => value)),
    });
    await broker.publish([{ topic, key: "k", value: { hello: "guard" } }]);
    await expect.poll(() => received).toEqual([{ hello: "guard" }]);
    await broker.close();
  });

  const mistakes: [string, () => Ask, string][] = [
    ["an unknown authority", () => ({ at: "TLS", settings: { KAFKA_TLS: "1" } }), "Set KAFKA_TLS_CA"],
    ["no certificate of its own", () => ({ at: "MTLS", settings: ca() }), "KAFKA_TLS_CERT"],
    ["no TLS", () => ({ at: "TLS", settings: {} }), "KAFKA_TLS=1"],
    [
      "TLS where there is none",
      () => ({ at: "PLAIN", settings: { ...ca(), ...password("plain", "alice") } }),
      "KAFKA_TLS",
    ],
    [
      "a wrong password",
      () => ({ at: "PLAIN", settings: { ...password("plain", "alice"), KAFKA_SASL_PASSWORD: "wrong" } }),
      "Kafka does not accept the sign-in",
    ],
    [
      "a wrong mechanism",
      () => ({ at: "PLAIN", settings: password("scram-sha-512", "carol") }),
      "KAFKA_SASL_MECHANISM",
    ],
    [
      "a wrong secret for tokens",
      () => ({ at: "OAUTH", settings: { ...oauth(), KAFKA_OAUTH_CLIENT_SECRET: "wrong" } }),
      "KAFKA_OAUTH_CLIENT_SECRET",
    ],
  ];
  test.each(mistakes)("%s is said with what to do, and without the secret", async (_name, ask, sentence) => {
    const asked = ask();
    const error = await open(asked).then(
      async (broker) => {
        await broker.close();
        return new Error("It connected.");
      },
      (thrown: Error) => thrown,
    );
    expect(error.message).toContain(sentence);
    const secrets = [people.alice, people.carol, oauthClient.clientSecret];
    expect(secrets.filter((secret) => `${error.message}${error.stack}`.includes(secret))).toEqual([]);
  });
});

test("settings that do not fit together are named", () => {
  const load = (more: Record<string, string>) => () => loadEnv({ ...needed, ...more });
  expect(load({ KAFKA_SASL_MECHANISM: "plain", KAFKA_SASL_USERNAME: "a" })).toThrow(
    "KAFKA_SASL_PASSWORD is missing, which KAFKA_SASL_MECHANISM=plain needs",
  );
  expect(load({ KAFKA_SASL_USERNAME: "a" })).toThrow("KAFKA_SASL_MECHANISM is missing");
  expect(load({ KAFKA_SASL_MECHANISM: "gssapi" })).toThrow("KAFKA_SASL_MECHANISM should be plain, scram-sha-256");
  expect(load({ KAFKA_TLS_CA: "/no/such/file.pem" })).toThrow("KAFKA_TLS_CA should be the path of a PEM file");
  expect(load({ KAFKA_TLS_KEY: "-----BEGIN PRIVATE KEY-----\\nx" })).toThrow("KAFKA_TLS_CERT needs both");
  expect(load({ KAFKA_SASL_MECHANISM: "oauthbearer" })).toThrow("KAFKA_OAUTH_CLIENT_ID is missing");
  const given = loadEnv({ ...needed, KAFKA_TLS_CA: "-----BEGIN CERTIFICATE-----\\nx" });
  expect(kafkaSecurityOf(given).tls?.ca).toBe("-----BEGIN CERTIFICATE-----\nx");
  expect(kafkaSecurityOf(loadEnv(needed))).toEqual({});
});
