/** How this process proves to a guarded Kafka who it is, and how it knows that Kafka. One place for all clients of Kafka. */
import type { KafkaConfig } from "kafkajs";
import * as z from "zod";
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
      z.object({ mechanism: z.literal("aws-msk-iam"), region: z.string().regex(/^[a-z0-9-]+$/, "should be a region") }),
    ])
    .optional(),
});
export type KafkaSecurity = z.output<typeof KafkaSecurity>;

/** What kafkajs wants to know of it. */
export function kafkajsSecurity({ tls, sasl }: KafkaSecurity): Pick<KafkaConfig, "ssl" | "sasl"> {
  const ssl = tls && {
    ...(tls.ca !== undefined && { ca: [tls.ca] }),
    ...(tls.cert !== undefined && { cert: tls.cert }),
    ...(tls.key !== undefined && { key: tls.key }),
  };
  return { ...(ssl && { ssl }), ...(sasl && { sasl: kafkajsSasl(sasl) }) };
}

function kafkajsSasl(sasl: NonNullable<KafkaSecurity["sasl"]>): NonNullable<KafkaConfig["sasl"]> {
  if (sasl.mechanism !== "oauthbearer" && sasl.mechanism !== "aws-msk-iam") return sasl;
  const token = () => (sasl.mechanism === "aws-msk-iam" ? mskToken(sasl.region) : fetchToken(sasl));
  return { mechanism: "oauthbearer", oauthBearerProvider: async () => ({ value: await token() }) };
}

/** What to do about an error of connecting, as a sentence; undefined for one that has nothing to do with security. */
export function explainKafkaError(error: unknown, { tls, sasl }: KafkaSecurity = {}): string | undefined {
  const words = causesOf(error).join(" ");
  const found = explanations.find(({ sign }) => sign.test(words));
  if (found) return found.sentence;
  if (/Closed connection|Request is not valid given the current SASL state/.test(words)) {
    if (!tls && !sasl)
      return "Kafka closes the connection. It may want TLS (KAFKA_TLS=1) or a sign-in (KAFKA_SASL_MECHANISM).";
    return "Kafka closes the connection. Compare KAFKA_TLS and KAFKA_SASL_MECHANISM with what that port of Kafka wants.";
  }
  return undefined;
}

const explanations = [
  {
    sign: /UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED|unable to verify|self[- ]signed/,
    sentence:
      "Kafka's certificate is signed by an authority that is not known here. Set KAFKA_TLS_CA to its certificate.",
  },
  {
    sign: /ERR_TLS_CERT_ALTNAME_INVALID|does not match certificate/,
    sentence: "Kafka's certificate is for another name. Write KAFKA_BROKERS with the name that the certificate has.",
  },
  {
    sign: /CERT_HAS_EXPIRED|certificate has expired/,
    sentence: "Kafka's certificate has expired. Renew it at Kafka.",
  },
  {
    sign: /certificate required|bad certificate|handshake failure/,
    sentence: "Kafka wants a certificate of this client. Set KAFKA_TLS_CERT and KAFKA_TLS_KEY to one that it trusts.",
  },
  {
    sign: /wrong version number|packet length too long|ERR_SSL_|before secure TLS connection/,
    sentence: "That port of Kafka does not speak TLS. Unset KAFKA_TLS, or name the port that does.",
  },
  {
    sign: /KafkaJSSASLAuthenticationError|Authentication failed|invalid credentials/,
    sentence:
      "Kafka does not accept the sign-in. Check KAFKA_SASL_MECHANISM, and the name and password or token beside it.",
  },
  {
    sign: /mechanism .* is not (enabled|supported)|UNSUPPORTED_SASL_MECHANISM|does not support/i,
    sentence: "Kafka does not offer this KAFKA_SASL_MECHANISM on that port. Its listener says which ones it does.",
  },
];

function causesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const code = "code" in error ? [String(error.code)] : [];
  return [error.name, error.message, ...code, ...causesOf(error.cause)];
}
