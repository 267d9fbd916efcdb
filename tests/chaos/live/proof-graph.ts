import type { Graph } from "../../../lib/graph/graph.ts";
import { graphOf, textField } from "../../engine/fixtures.ts";

export const topics = { events: "proof-events", sink: "proof-sink" } as const;

/** What the sink says of an event: which one it was, where it stood, and how many of its key there were up to it. */
const letter = [
  ...['{"n":{{ value.n }}', '"sentAt":{{ value.sentAt }}', '"partition":{{ partition }}'],
  ...['"offset":{{ offset }}', '"count":{{ count }}}'],
].join(",");

/** A counter for each key, and an event to the sink under the same key. */
export function proofGraph(): Graph {
  return graphOf(
    {
      event: ["topic-trigger", { topic: topics.events, concurrency: 200 }],
      count: ["state", { store: "proof", key: "{{ key }}", operation: "increment" }],
      letter: ["template", { template: letter }],
      sink: ["publish", { topic: topics.sink, key: "{{ key }}" }],
      out: ["output", { fields: [textField] }],
    },
    [
      ...["event.key > count.key", "event.value > letter.value", "event.partition > letter.partition"],
      ...["event.offset > letter.offset", "count.value > letter.count"],
      ...["letter.text > sink.value", "event.key > sink.key", "sink.offset > out.text"],
    ],
  );
}
