import { PatchbayError } from "../../../lib/errors.ts";
import { isTransient } from "../../retry/retry-transient.ts";

/** What Kafka refused, in our words; anything else as it is. */
export function asTopicError(thrown: unknown): unknown {
  if (thrown instanceof PatchbayError || !(thrown instanceof Error)) return thrown;
  const type = errorTypeOf(thrown);
  const words = type === undefined ? undefined : refusals.get(type);
  if (words) return new PatchbayError(words[0], words[1], { cause: thrown, message: thrown.message });
  const isAway =
    isTransient(thrown) || connectionErrors.test(thrown.name) || connectionErrors.test(String(thrown.cause));
  if (!isAway) return thrown;
  const message = "Kafka cannot be reached. Check that it runs, and KAFKA_BROKERS.";
  return new PatchbayError("unavailable", message, { cause: thrown, message: thrown.message });
}

/** Whether it is the fault of what was asked, and not of Kafka or the way to it. Nothing of the transaction was committed then. */
export function isRefused(error: unknown): boolean {
  const refused = asTopicError(error);
  return refused instanceof PatchbayError && !refused.canRetry;
}

/** Another process has taken over the transactional id: nothing of the transaction was committed. */
export function isFencedOff(error: unknown): boolean {
  const type = error instanceof Error ? errorTypeOf(error) : undefined;
  return type === "INVALID_PRODUCER_EPOCH" || type === "PRODUCER_FENCED";
}

/** The name of Kafka's own error code. When kafkajs has given up retrying, it is on the cause; of topics, in a list. */
export function errorTypeOf(error: Error): string | undefined {
  if ("type" in error && typeof error.type === "string") return error.type;
  // Known by its name: kafkajs has this class in a way that Node does not find when a module is imported.
  if (error.name === "KafkaJSAggregateError" && "errors" in error && Array.isArray(error.errors))
    return error.errors.flatMap((one) => (one instanceof Error ? (errorTypeOf(one) ?? []) : []))[0];
  return error.cause instanceof Error ? errorTypeOf(error.cause) : undefined;
}

const connectionErrors = /KafkaJS(Connection|ConnectionClosed|RequestTimeout|BrokerNotFound|NumberOfRetriesExceeded)/;
const noRight =
  "Kafka does not allow this with Patchbay's user. Ask the operator of Kafka for the rights to read, write and create topics that begin with “patchbay.”.";
const refusals = new Map<string, ["too_large" | "not_found" | "forbidden" | "bad_input" | "unavailable", string]>([
  [
    "MESSAGE_TOO_LARGE",
    ["too_large", "Kafka does not take an event of this size. Raise max.message.bytes there, or publish less."],
  ],
  ["RECORD_LIST_TOO_LARGE", ["too_large", "Kafka does not take so much at once. Publish in smaller parts."]],
  ["UNKNOWN_TOPIC_OR_PARTITION", ["not_found", "The topic is not in Kafka. Create it again under Topics."]],
  [
    "INVALID_TOPIC_EXCEPTION",
    ["bad_input", "Kafka does not take this name: it may clash with a topic that differs only by . and _."],
  ],
  [
    "INVALID_REPLICATION_FACTOR",
    ["unavailable", "Kafka has too few brokers for the number of copies that it keeps of a new topic."],
  ],
  ["TOPIC_AUTHORIZATION_FAILED", ["forbidden", noRight]],
  ["CLUSTER_AUTHORIZATION_FAILED", ["forbidden", noRight]],
  ["TRANSACTIONAL_ID_AUTHORIZATION_FAILED", ["forbidden", noRight]],
  ["INVALID_PRODUCER_EPOCH", ["unavailable", "Another worker has taken this publication over."]],
  ["PRODUCER_FENCED", ["unavailable", "Another worker has taken this publication over."]],
]);
