/** A real Kafka whose listeners want TLS and sign-ins, and a server that gives it and its clients tokens. */
import { execFileSync } from "node:child_process";
import { createSign, generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openKafkaClient } from "../../platform/broker/kafka/kafka-client.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { accepts, freePort } from "../../scripts/services/free-port.ts";
import { startOnJava } from "../../scripts/services/kafka/java.ts";
import { patienceMs } from "../helpers/patience.ts";

export const cacheDir = resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "kafka");
const listenerNames = ["PLAIN", "TLS", "MTLS", "SCRAM", "OAUTH"] as const;
type ListenerName = (typeof listenerNames)[number];

export const people = { alice: "alice's password", carol: "carol-secret" };
export const oauthClient = { clientId: "patch bay", clientSecret: "s3cret+of/it", scope: "kafka" };

export type GuardedKafka = AsyncDisposable & {
  brokers: Record<ListenerName, readonly string[]>;
  /** Of the listener that lets in everyone, who may do everything there. */
  open: readonly string[];
  /** Of a certificate authority that no machine knows. */
  files: { ca: string; cert: string; key: string };
  tokenUrl: string;
};

/** Until Kafka listens on its seven ports, another connection of this machine may have been given one of them. */
export async function startGuardedKafka(): Promise<GuardedKafka> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryToStart();
    } catch (error) {
      if (!(error instanceof EndedAtOnce) || tries === 3) throw error;
    }
  }
}

class EndedAtOnce extends Error {}

async function tryToStart(): Promise<GuardedKafka> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), "patchbay-guarded-kafka-"));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const tls = await makeCertificates(dir);
  const tokens = stack.use(await startTokenServer());
  const ports: Record<ListenerName, number> = { PLAIN: 0, TLS: 0, MTLS: 0, SCRAM: 0, OAUTH: 0 };
  for (const name of listenerNames) ports[name] = await freePort();
  const [broker, controller] = [await freePort(), await freePort()];
  const daemon = await startOnJava(
    {
      ...{ cacheDir, dataDir: join(dir, "data"), logFile: join(dir, "kafka.log"), keepsData: false },
      ports: { broker, controller, advertised: broker },
      guarded: {
        listeners: ports,
        settings: settingsOf(tls, tokens.url),
        scramUsers: ["256", "512"].map((bits) => `SCRAM-SHA-${bits}=[name=carol,password=${people.carol}]`),
        // Kafka asks no address for keys that its command line does not allow.
        flags: [`-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=${tokens.url}/keys`],
      },
    },
    () => {},
  );
  stack.defer(daemon.stop);
  await untilUp(broker, async () => {
    if (daemon.hasEnded()) throw new EndedAtOnce(`Kafka ended at once:\n${await daemon.lastLines()}`);
  });
  const at = (name: ListenerName) => [`127.0.0.1:${ports[name]}`];
  const started = stack.move();
  return {
    brokers: { PLAIN: at("PLAIN"), TLS: at("TLS"), MTLS: at("MTLS"), SCRAM: at("SCRAM"), OAUTH: at("OAUTH") },
    open: [`127.0.0.1:${broker}`],
    files: { ca: tls.ca, cert: tls.clientCert, key: tls.clientKey },
    tokenUrl: `${tokens.url}/token`,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function settingsOf(tls: Certificates, tokensUrl: string): Record<string, string> {
  const modules = "org.apache.kafka.common.security";
  const protocols = "PLAIN:SASL_PLAINTEXT,TLS:SSL,MTLS:SSL,SCRAM:SASL_SSL,OAUTH:SASL_PLAINTEXT";
  const pem = { "ssl.keystore.type": "PEM", "ssl.truststore.type": "PEM" };
  const scram = (bits: string) => ({
    [`listener.name.scram.scram-sha-${bits}.sasl.jaas.config`]: `${modules}.scram.ScramLoginModule required;`,
  });
  return {
    "listener.security.protocol.map": `CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,${protocols}`,
    ...{ ...pem, "ssl.keystore.location": tls.serverPem, "ssl.truststore.location": tls.ca },
    "listener.name.mtls.ssl.client.auth": "required",
    // What has no ACL is for all.
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS",
    "allow.everyone.if.no.acl.found": "true",
    "listener.name.plain.sasl.enabled.mechanisms": "PLAIN",
    "listener.name.plain.plain.sasl.jaas.config": `${modules}.plain.PlainLoginModule required user_alice="${people.alice}";`,
    "listener.name.scram.sasl.enabled.mechanisms": "SCRAM-SHA-256,SCRAM-SHA-512",
    ...{ ...scram("256"), ...scram("512") },
    "listener.name.oauth.sasl.enabled.mechanisms": "OAUTHBEARER",
    "listener.name.oauth.oauthbearer.sasl.jaas.config": `${modules}.oauthbearer.OAuthBearerLoginModule required;`,
    "listener.name.oauth.oauthbearer.sasl.server.callback.handler.class": `${modules}.oauthbearer.OAuthBearerValidatorCallbackHandler`,
    "listener.name.oauth.oauthbearer.sasl.oauthbearer.jwks.endpoint.url": `${tokensUrl}/keys`,
    "listener.name.oauth.oauthbearer.sasl.oauthbearer.expected.audience": "kafka",
  };
}

type Certificates = { ca: string; serverPem: string; clientCert: string; clientKey: string };

async function makeCertificates(dir: string): Promise<Certificates> {
  const at = (name: string) => join(dir, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
  const key = ["-newkey", "rsa:2048", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Patchbay tests");
  for (const name of ["server", "client"]) {
    openssl("req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    await writeFile(at(`${name}.ext`), "subjectAltName=IP:127.0.0.1,DNS:localhost\n");
    const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", `${name}.ext`];
    openssl("x509", "-req", "-in", `${name}.csr`, ...by, "-out", `${name}.crt`);
  }
  const [serverKey, serverCert] = await Promise.all(
    ["server.key", "server.crt"].map((name) => readFile(at(name), "utf8")),
  );
  await writeFile(at("server.pem"), `${serverKey}${serverCert}`);
  return { ca: at("ca.pem"), serverPem: at("server.pem"), clientCert: at("client.crt"), clientKey: at("client.key") };
}

/** Gives signed tokens to the client that knows the secret (RFC 6749), and the key with which they are verified (RFC 7517). */
async function startTokenServer() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const token = () => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { sub: "patchbay", aud: "kafka", iss: "tests", scope: oauthClient.scope, iat: now, exp: now + 300 };
    const signed = `${part({ alg: "RS256", kid: "one", typ: "JWT" })}.${part(claims)}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey).toString("base64url")}`;
  };
  const server = createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (request.url === "/keys") {
      answer(200, { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "one", alg: "RS256", use: "sig" }] });
      return;
    }
    const basic = Buffer.from((request.headers.authorization ?? "").replace("Basic ", ""), "base64").toString();
    const [id, secret] = basic.split(":").map((text) => new URLSearchParams(`x=${text}`).get("x"));
    if (id !== oauthClient.clientId || secret !== oauthClient.clientSecret) {
      answer(401, { error: "invalid_client" });
      return;
    }
    answer(200, { access_token: token(), token_type: "Bearer", expires_in: 300 });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${address && typeof address === "object" ? address.port : 0}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { url, [Symbol.asyncDispose]: close };
}

async function untilUp(port: number, check: () => Promise<void>): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += 200) {
    await check();
    if (await accepts(port)) break;
    await sleep(200);
  }
  const admin = openKafkaClient({ brokers: [`127.0.0.1:${port}`], clientId: "up", log: silentLog }).admin();
  await admin.connect();
  await admin.disconnect();
}
