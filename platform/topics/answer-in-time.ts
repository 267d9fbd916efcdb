import { PatchbayError } from "../../lib/errors.ts";
import { orAway } from "./or-away.ts";
import type { Topics } from "./topics.ts";

const mayCome =
  "The events may be published all the same when it answers: with an Idempotency-Key, a request can be sent again and publishes each of them once.";

/**
 * Topics for callers that wait for an answer, such as pages and the API: what takes longer, as with a Kafka that neither works
 * nor breaks, is answered with what to do. Topics that share the database with all else answer as that does.
 */
export function answerInTime(topics: Topics): Topics {
  const { away } = topics.log;
  if (!away) return topics;
  const answered = <T>(work: Promise<T>) => orAway(work, away);
  const published = <T>(work: Promise<T>) => orAway(work, async () => inDoubt(await away()));
  return {
    ...topics,
    create: (workspaceId, settings) => answered(topics.create(workspaceId, settings)),
    delete: (workspaceId, name) => answered(topics.delete(workspaceId, name)),
    publish: (workspaceId, name, events) => published(topics.publish(workspaceId, name, events)),
    publishTo: (topic, events, request) => published(topics.publishTo(topic, events, request)),
    ends: (topic) => answered(topics.ends(topic)),
    last: (topic, count) => answered(topics.last(topic, count)),
    at: (topic, places) => answered(topics.at(topic, places)),
  };
}

function inDoubt(cause: PatchbayError): PatchbayError {
  return new PatchbayError(cause.code, `${cause.userMessage} ${mayCome}`, { cause });
}
