/** How this process proves to a guarded Kafka who it is, and how it knows that Kafka. One place for all clients of Kafka. */
import type { KafkaConfig } from "kafkajs";
import * as z from "zod";
import type { Fetch } from "../../guarded-fetch.ts";
import { Pem } from "../../pem.ts";
import { mskToken } from "./msk-token.ts";
import { fetchToken } from "./oauth-token.ts";

const Password = z.object({ username: z.string().min(1), password: z.string().min(1) });
const OAuth = z.object({
  tokenUrl: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  scope: z.string().optional(),
});
/** Without one, AWS's tools find what this process has. */
const Identity = z.object({
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().optional(),
});

export const saslMechanisms = ["plain", "scram-sha-256", "scram-sha-512", "oauthbearer", "aws-msk-iam"] as const;

/** As settings and credentials give it. Without `tls` and `sasl`, Kafka is spoken to in plain text and without a name. */
export const KafkaSecurity = z.object({
  tls: z
    .object({ ca: Pem.optional(), cert: Pem.optional(), key: Pem.optional() })
    .refine(({ cert, key }) => (cert === undefined) === (key === undefined), "needs both a certificate and its key")
    .optional(),
  sasl: z
    .discriminatedUnion("mechanism", [
      Password.extend({ mechanism: z.literal("plain") }),
      Password.extend({ mechanism: z.literal("scram-sha-256") }),
      Password.extend({ mechanism: z.literal("scram-sha-512") }),
      OAuth.extend({ mechanism: z.literal("oauthbearer") }),
      z.object({
        mechanism: z.literal("aws-msk-iam"),
        region: z.string().regex(/^[a-z0-9-]+$/, "should be a region"),
        identity: Identity.optional(),
      }),
    ])
    .optional(),
});
export type KafkaSecurity = z.output<typeof KafkaSecurity>;

/** What kafkajs wants to know of it. `fetch` is for tokens. */
export function kafkajsSecurity({ tls, sasl }: KafkaSecurity, fetch?: Fetch): Pick<KafkaConfig, "ssl" | "sasl"> {
  const ssl = tls && {
    ...(tls.ca !== undefined && { ca: [tls.ca] }),
    ...(tls.cert !== undefined && { cert: tls.cert }),
    ...(tls.key !== undefined && { key: tls.key }),
  };
  return { ...(ssl && { ssl }), ...(sasl && { sasl: kafkajsSasl(sasl, fetch) }) };
}

function kafkajsSasl(sasl: NonNullable<KafkaSecurity["sasl"]>, fetch?: Fetch): NonNullable<KafkaConfig["sasl"]> {
  if (sasl.mechanism !== "oauthbearer" && sasl.mechanism !== "aws-msk-iam") return sasl;
  const token = () => (sasl.mechanism === "aws-msk-iam" ? tokenOfAws(sasl) : fetchToken(sasl, fetch));
  return { mechanism: "oauthbearer", oauthBearerProvider: async () => ({ value: await token() }) };
}

function tokenOfAws({ region, identity }: { region: string; identity?: z.output<typeof Identity> | undefined }) {
  return identity ? mskToken(region, async () => identity) : mskToken(region);
}

/** Where what is wrong can be changed: in the environment, or in a credential. */
type Place = "settings" | "credential";

/** What to do about an error of connecting, as a sentence; undefined for one that has nothing to do with security. */
export function explainKafkaError(
  error: unknown,
  { tls, sasl }: KafkaSecurity = {},
  place: Place = "settings",
): string | undefined {
  const words = causesOf(error).join(" ");
  const found = explanations.find(({ sign }) => sign.test(words));
  if (found) return `${found.what} ${found[place]}`;
  if (/Closed connection|Request is not valid given the current SASL state/.test(words))
    return `Kafka closes the connection. ${closed[place][tls || sasl ? "guarded" : "plain"]}`;
  return undefined;
}

const closed = {
  settings: {
    plain: "It may want TLS (KAFKA_TLS=1) or a sign-in (KAFKA_SASL_MECHANISM).",
    guarded: "Compare KAFKA_TLS and KAFKA_SASL_MECHANISM with what that port of Kafka wants.",
  },
  credential: {
    plain: "That port may want TLS or a sign-in: choose them in the credential.",
    guarded: "Compare encryption and sign-in of the credential with what that port of Kafka wants.",
  },
};

const explanations: readonly ({ sign: RegExp; what: string } & Record<Place, string>)[] = [
  {
    sign: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED|unable to verify|self[- ]signed/,
    what: "Kafka's certificate is signed by an authority that is not known here.",
    settings: "Set KAFKA_TLS_CA to its certificate.",
    credential: "Enter its certificate in the credential, as its own authority.",
  },
  {
    sign: /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate/,
    what: "Kafka's certificate is for another name.",
    settings: "Write KAFKA_BROKERS with the name that the certificate has.",
    credential: "Write the brokers with the name that the certificate has.",
  },
  {
    sign: /CERT_HAS_EXPIRED|certificate has expired/,
    what: "Kafka's certificate has expired.",
    settings: "Renew it at Kafka.",
    credential: "Renew it at Kafka.",
  },
  {
    sign: /certificate required|bad certificate|handshake failure/,
    what: "Kafka wants a certificate of this client.",
    settings: "Set KAFKA_TLS_CERT and KAFKA_TLS_KEY to one that it trusts.",
    credential: "Enter one that it trusts, with its key.",
  },
  {
    sign: /wrong version number|packet length too long|ERR_SSL_|before secure TLS connection/,
    what: "That port of Kafka does not speak TLS.",
    settings: "Unset KAFKA_TLS, or name the port that does.",
    credential: "Choose no encryption, or name the port that does.",
  },
  {
    sign: /KafkaJSSASLAuthenticationError|Authentication failed|invalid credentials/,
    what: "Kafka does not accept the sign-in.",
    settings: "Check KAFKA_SASL_MECHANISM, and the name and password or token beside it.",
    credential: "Check the kind of sign-in, and the name and password or token beside it.",
  },
  {
    sign: /mechanism .* is not (enabled|supported)|UNSUPPORTED_SASL_MECHANISM|does not support/i,
    what: "Kafka does not offer this kind of sign-in on that port.",
    settings: "Set KAFKA_SASL_MECHANISM to one that its listener offers.",
    credential: "Choose one that its listener offers.",
  },
];

function causesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = "code" in error ? [String(error.code)] : [];
  return [error.name, error.message, ...code, ...causesOf(error.cause)];
}
