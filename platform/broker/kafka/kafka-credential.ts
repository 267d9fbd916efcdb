/** What a credential of the kind “kafka” holds: addresses of brokers, and how its cluster is signed in to. */
import * as z from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { KafkaSecurity } from "./kafka-security.ts";

/** Text alone: a path would be one of this server. */
const PemText = z
  .string()
  .refine((text) => text.trimStart().startsWith("-----BEGIN"), "should hold PEM, which begins with -----BEGIN");

/** Of the keys of AWS, its own: what this server itself may do is not its users'. */
const Secret = z.strictObject({
  tls: z.strictObject({ ca: PemText.optional(), cert: PemText.optional(), key: PemText.optional() }).optional(),
  sasl: z
    .looseObject({ mechanism: z.string() })
    .refine(
      (sasl) => sasl.mechanism !== "aws-msk-iam" || sasl.identity !== undefined,
      "needs an access key id and a secret access key",
    )
    .optional(),
});

export type KafkaCredential = { brokers: string[]; security: KafkaSecurity };

const mostBrokers = 20;
const broker = /^(\[[0-9a-f:.]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/i;

/** Addresses, separated by commas. Throws `bad_input` with what they look like. */
export function parseBrokers(text: string): string[] {
  const brokers = text.split(",").map((one) => one.trim());
  const isRight = (one: string) => Number(broker.exec(one)?.[2] ?? 0) > 0 && Number(broker.exec(one)?.[2]) < 65_536;
  if (brokers.length <= mostBrokers && brokers.every(isRight)) return brokers;
  const message = "The brokers should look like kafka-1.example.com:9092, kafka-2.example.com:9092.";
  throw new PatchbayError("bad_input", message, {
    issues: [{ path: "baseUrl", message: `Up to ${mostBrokers} addresses with their ports, separated by commas.` }],
  });
}

/** Throws `bad_input` with what is missing. What was entered is not repeated. */
export function readKafkaCredential({ baseUrl, secret }: { baseUrl: string; secret: string }): KafkaCredential {
  const brokers = parseBrokers(baseUrl);
  if (secret === "") return { brokers, security: {} };
  const parsed = Secret.pipe(KafkaSecurity).safeParse(jsonOf(secret));
  if (parsed.success) return { brokers, security: parsed.data };
  const [first] = parsed.error.issues;
  const at = first?.path.join(".") ?? "";
  const words = `The security settings of the cluster are not complete${at === "" ? "" : `: ${at} ${first?.message}`}.`;
  throw new PatchbayError("bad_input", words, { issues: [{ path: "secret", message: words }] });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
