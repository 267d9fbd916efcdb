/** A credential for a Kafka of the workspace's own: tested on a real one, and its secret is never told. */
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { whyNotJava } from "../../../scripts/services/kafka/java.ts";
import { cacheDir, type GuardedKafka, oauthClient, people, startGuardedKafka } from "../../broker/guarded-kafka.ts";
import { kafkaBrokers } from "../../helpers/kafka.ts";
import { openTestServer, type Tenant, type TestServer } from "../test-server.ts";

const withJava = kafkaBrokers !== undefined && (await whyNotJava(cacheDir)) === undefined;

describe.skipIf(!withJava)("a credential for a cluster", () => {
  let kafka: GuardedKafka;
  let server: TestServer;
  let api: Tenant["api"];
  beforeAll(async () => {
    kafka = await startGuardedKafka();
    server = await openTestServer({ PATCHBAY_PRIVATE_HOSTS: "127.0.0.1" });
    ({ api } = await server.tenant("ada"));
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await kafka?.[Symbol.asyncDispose]();
  });

  const pem = (path: string) => readFileSync(path, "utf8");
  const tls = () => ({ ca: pem(kafka.files.ca) });
  const password = (mechanism: string, username: keyof typeof people) => ({
    sasl: { mechanism, username, password: people[username] },
  });
  const oauth = () => ({ mechanism: "oauthbearer", tokenUrl: kafka.tokenUrl, ...oauthClient });
  type Ask = { at: keyof GuardedKafka["brokers"]; secret: object };
  const tested = ({ at, secret }: Ask) =>
    api.credentials.testNew({
      ...{ provider: "kafka", baseUrl: kafka.brokers[at].join(","), secret: JSON.stringify(secret) },
    });

  const ways: [string, () => Ask][] = [
    ["PLAIN", () => ({ at: "PLAIN", secret: password("plain", "alice") })],
    [
      "a certificate of its own",
      () => ({ at: "MTLS", secret: { tls: { ...tls(), cert: pem(kafka.files.cert), key: pem(kafka.files.key) } } }),
    ],
    ["SCRAM-SHA-256 over TLS", () => ({ at: "SCRAM", secret: { tls: tls(), ...password("scram-sha-256", "carol") } })],
    ["OAUTHBEARER", () => ({ at: "OAUTH", secret: { sasl: oauth() } })],
  ];
  test.each(ways)("%s works", async (_name, ask) => {
    expect(await tested(ask())).toMatchObject({ ok: true });
  });

  const mistakes: [string, () => Ask, string][] = [
    ["an unknown authority", () => ({ at: "TLS", secret: { tls: {} } }), "Enter its certificate in the credential"],
    ["no certificate of its own", () => ({ at: "MTLS", secret: { tls: tls() } }), "wants a certificate of this client"],
    ["no TLS where it is wanted", () => ({ at: "TLS", secret: {} }), "may want TLS"],
    [
      "TLS where there is none",
      () => ({ at: "PLAIN", secret: { tls: tls(), ...password("plain", "alice") } }),
      "does not speak TLS",
    ],
    [
      "a wrong password",
      () => ({ at: "PLAIN", secret: { sasl: { mechanism: "plain", username: "alice", password: "wrong-password" } } }),
      "does not accept the sign-in",
    ],
    [
      "a wrong secret for tokens",
      () => ({ at: "OAUTH", secret: { sasl: { ...oauth(), clientSecret: "wrong-secret" } } }),
      "the client secret",
    ],
  ];
  test.each(mistakes)("%s is said with what to do, and without the secret", async (_name, ask, sentence) => {
    const said = await tested(ask());
    expect(said).toMatchObject({ ok: false, message: expect.stringContaining(sentence) });
    expect(said.message).not.toMatch(/KAFKA_|wrong-|password"/);
  });

  test("what is not complete, or would be this server's own, is refused", async () => {
    const baseUrl = "kafka.example.com:9092";
    const add = (secret: object | string, at = baseUrl) =>
      api.credentials.create({
        ...{ name: `k ${Math.random()}`, provider: "kafka", baseUrl: at },
        secret: typeof secret === "string" ? secret : JSON.stringify(secret),
      });
    await expect(add({ tls: { ca: kafka.files.ca } })).rejects.toThrow("should hold PEM");
    await expect(add({ sasl: { mechanism: "aws-msk-iam", region: "eu-central-1" } })).rejects.toThrow("access key id");
    await expect(add({ sasl: { mechanism: "plain", username: "a" } })).rejects.toThrow("sasl.password");
    await expect(add("", "kafka.example.com")).rejects.toThrow("should look like");
    await expect(add("no JSON")).rejects.toThrow("not complete");
  });

  test("it is kept, told without its secret, moved with its secret alone, and lists its topics for a form", async () => {
    const secret = JSON.stringify({ tls: tls(), ...password("scram-sha-512", "carol") });
    const baseUrl = kafka.brokers.SCRAM.join(",");
    const { credential, test: said } = await api.credentials.add({ name: "Shop", provider: "kafka", baseUrl, secret });
    expect(said).toMatchObject({ ok: true });
    const { id } = credential!;
    const listed = await api.credentials.list();
    expect(listed).toMatchObject([{ provider: "kafka", host: baseUrl }]);
    expect(JSON.stringify(listed)).not.toContain(people.carol);
    await expect(api.credentials.update({ id, baseUrl: "elsewhere.example.com:9092" })).rejects.toThrow(
      "Enter the key",
    );
    expect(Array.isArray(await api.topics.ofCluster({ credential: id }))).toBe(true);
  });
});
