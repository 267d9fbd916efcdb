import { PatchbayError } from "../../../lib/errors.ts";
import { explainKafkaError, type KafkaSecurity } from "../../broker/kafka/kafka-security.ts";
import { asTopicError, errorTypeOf } from "../kafka/kafka-errors.ts";

type Cluster = { brokers: readonly string[]; security: KafkaSecurity; refusal(): PatchbayError | undefined };

/** What a cluster of a workspace's own refused, or why it cannot be reached, with what to do about it. */
export function asClusterError(thrown: unknown, { brokers, security, refusal }: Cluster): unknown {
  if (thrown instanceof PatchbayError || !(thrown instanceof Error)) return thrown;
  const inside = patchbayErrorIn(thrown);
  if (inside) return inside;
  const of = { cause: thrown, message: thrown.message };
  const words = missingRights.get(errorTypeOf(thrown) ?? "");
  if (words !== undefined) return new PatchbayError("forbidden", words, of);
  if (errorTypeOf(thrown) === "UNKNOWN_TOPIC_OR_PARTITION") {
    const gone = "The cluster has no such topic, or does not let this user see it. Check its name, and the ACL for it.";
    return new PatchbayError("not_found", gone, of);
  }
  // kafkajs swallows what Kafka said when it was asked for a coordinator.
  if (/KafkaJSGroupCoordinatorNotFound/.test(`${thrown.name} ${thrown.cause}`)) {
    return new PatchbayError("unavailable", noCoordinator, of);
  }
  const told = asTopicError(thrown);
  const isAway = told instanceof PatchbayError && told.code === "unavailable";
  const refused = isAway ? refusal() : undefined;
  if (refused) {
    const words = `${refused.userMessage} It may be an address that the cluster itself gives for one of its brokers.`;
    return new PatchbayError("forbidden", words, of);
  }
  const advice = explainKafkaError(thrown, security, "credential");
  if (advice !== undefined) return new PatchbayError("provider_refused", advice, of);
  if (/gave no token for Kafka/.test(thrown.message)) return new PatchbayError("provider_refused", thrown.message, of);
  if (!isAway) return told;
  const names = brokers.join(", ");
  const away = `Kafka cannot be reached at ${names}. Check the brokers and their ports, and that a firewall lets this server through.`;
  return new PatchbayError("unavailable", away, of);
}

/** kafkajs puts what a token's fetch threw behind errors of its own. */
function patchbayErrorIn(error: Error): PatchbayError | undefined {
  if (error instanceof PatchbayError) return error;
  return error.cause instanceof Error ? patchbayErrorIn(error.cause) : undefined;
}

const noCoordinator =
  "Kafka names no broker for the group or the transactional id, as to users without an ACL for it. Ask its operator for ACLs: Read and Delete for groups that begin with the node's “Consumer group”, or with patchbay.follow where it has none; to publish, Write and Describe for transactional ids that begin with patchbay.publish, or set “Delivery” of the node to at most once.";

const missingRights = new Map([
  [
    "TOPIC_AUTHORIZATION_FAILED",
    "The cluster does not let this user use the topic. Ask its operator for an ACL: Read and Describe to read events, Write and Describe to publish them.",
  ],
  [
    "GROUP_AUTHORIZATION_FAILED",
    "The cluster does not let this user use the group. Ask its operator for an ACL: Read and Delete for groups that begin with the node's “Consumer group”, or with patchbay.follow where it has none.",
  ],
  [
    "TRANSACTIONAL_ID_AUTHORIZATION_FAILED",
    "The cluster does not let this user publish in transactions. Ask its operator for an ACL: Write and Describe for transactional ids that begin with patchbay.publish, or set “Delivery” of the node to at most once.",
  ],
  [
    "CLUSTER_AUTHORIZATION_FAILED",
    "The cluster does not let this user publish idempotently. Ask its operator for an ACL: IdempotentWrite for the cluster.",
  ],
]);
