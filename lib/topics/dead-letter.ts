/** The topics of events that could not become runs. */

const most = 100;

/** `<topic>.<pipeline id>.dead`; of a topic with a long name, as much of the name as there is room for. */
export function deadTopicOf(topic: string, pipelineId: string): string {
  const end = `.${pipelineId}.dead`;
  // In a cluster of one's own a name may begin with any of its signs.
  const name = topic.replace(/^[._-]+/, "") || "topic";
  return `${name.slice(0, most - end.length)}${end}`;
}

/** What the names of our headers begin with, in an event that went to the dead letters. */
export const deadMark = "patchbay-dead-";

/** The names behind `deadMark`. */
export type DeadMark =
  | ("topic" | "partition" | "offset" | "timestamp" | "pipeline" | "node")
  | ("error" | "attempts" | "run" | "null-headers");
