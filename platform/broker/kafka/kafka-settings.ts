import * as z from "zod";
import { KafkaSecurity, saslMechanisms } from "./kafka-security.ts";

/** The settings of a guarded Kafka, as the environment has them. */
export const kafkaSettings = {
  KAFKA_TLS: z
    .enum(["0", "1", "true", "false"], "should be 1 or 0")
    .transform((value) => value === "1" || value === "true")
    .default(false),
  KAFKA_TLS_CA: z.string().optional(),
  KAFKA_TLS_CERT: z.string().optional(),
  KAFKA_TLS_KEY: z.string().optional(),
  KAFKA_SASL_MECHANISM: z.enum(saslMechanisms, `should be ${saslMechanisms.join(", ")}`).optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  KAFKA_OAUTH_TOKEN_URL: z.string().optional(),
  KAFKA_OAUTH_CLIENT_ID: z.string().optional(),
  KAFKA_OAUTH_CLIENT_SECRET: z.string().optional(),
  KAFKA_OAUTH_SCOPE: z.string().optional(),
  AWS_REGION: z.string().optional(),
};
const Settings = z.object(kafkaSettings);
type KafkaSettings = z.output<typeof Settings>;

/** Which setting a field of KafkaSecurity comes from. */
const settingOf: Record<string, string> = {
  tls: "KAFKA_TLS_CERT",
  "tls.ca": "KAFKA_TLS_CA",
  "tls.cert": "KAFKA_TLS_CERT",
  "tls.key": "KAFKA_TLS_KEY",
  "sasl.username": "KAFKA_SASL_USERNAME",
  "sasl.password": "KAFKA_SASL_PASSWORD",
  "sasl.tokenUrl": "KAFKA_OAUTH_TOKEN_URL",
  "sasl.clientId": "KAFKA_OAUTH_CLIENT_ID",
  "sasl.clientSecret": "KAFKA_OAUTH_CLIENT_SECRET",
  "sasl.region": "AWS_REGION",
};

/** What the settings, which `checkKafkaSettings` has seen, say about the way to Kafka. */
export function kafkaSecurityOf(settings: KafkaSettings): KafkaSecurity {
  return KafkaSecurity.parse(given(settings));
}

/** Names each setting that is missing or wrong. */
export function checkKafkaSettings(settings: KafkaSettings, context: z.RefinementCtx): void {
  const add = (name: string, message: string) => context.addIssue({ code: "custom", path: [name], message });
  if (settings.KAFKA_SASL_USERNAME !== undefined && settings.KAFKA_SASL_MECHANISM === undefined) {
    add("KAFKA_SASL_MECHANISM", `is missing; it should be ${saslMechanisms.join(", ")}`);
  }
  for (const { path, message, input } of KafkaSecurity.safeParse(given(settings), { reportInput: true }).error
    ?.issues ?? []) {
    const mechanism = settings.KAFKA_SASL_MECHANISM;
    const isMissing = input === undefined && path[0] === "sasl";
    const sentence = isMissing ? `is missing, which KAFKA_SASL_MECHANISM=${mechanism} needs` : message;
    add(settingOf[path.join(".")] ?? "KAFKA_SASL_MECHANISM", sentence);
  }
}

function given(settings: KafkaSettings): z.input<typeof KafkaSecurity> | Record<string, unknown> {
  const { KAFKA_TLS, KAFKA_TLS_CA: ca, KAFKA_TLS_CERT: cert, KAFKA_TLS_KEY: key } = settings;
  const hasTls = KAFKA_TLS || ca !== undefined || cert !== undefined || key !== undefined;
  return { ...(hasTls && { tls: { ca, cert, key } }), sasl: saslOf(settings) };
}

function saslOf(settings: KafkaSettings) {
  const { KAFKA_SASL_MECHANISM: mechanism } = settings;
  if (mechanism === undefined) return undefined;
  if (mechanism === "aws-msk-iam") return { mechanism, region: settings.AWS_REGION };
  if (mechanism !== "oauthbearer") {
    return { mechanism, username: settings.KAFKA_SASL_USERNAME, password: settings.KAFKA_SASL_PASSWORD };
  }
  return {
    mechanism,
    tokenUrl: settings.KAFKA_OAUTH_TOKEN_URL,
    clientId: settings.KAFKA_OAUTH_CLIENT_ID,
    clientSecret: settings.KAFKA_OAUTH_CLIENT_SECRET,
    scope: settings.KAFKA_OAUTH_SCOPE,
  };
}
