/** Topics of a Kafka of the workspace's own, for a Topic node that names its credential. */
import { PatchbayError } from "../../../lib/errors.ts";
import type { EventPlace } from "../../../platform/topics/topic-log.ts";
import type { Topics } from "../../../platform/topics/topics.ts";
import type { EventLog } from "../trigger-source.ts";

type Of = { workspaceId: string; nodeId: string; cluster: string; topic: string; group: string };

/** Throws, with what to do, when the cluster cannot be reached or has no such topic. */
export async function openClusterLog(topics: Topics, of: Of): Promise<EventLog> {
  const { workspaceId, nodeId, topic: name, group } = of;
  const cluster = await topics.clusters.open(workspaceId, of.cluster);
  const topic = await cluster.topic(workspaceId, name).catch((thrown: unknown) => {
    if (!(thrown instanceof PatchbayError) || thrown.code !== "not_found") throw thrown;
    const message = `The cluster has no topic “${name}”, or does not let this user see it. Check the name, and the ACL for it.`;
    throw new PatchbayError("not_found", message, { nodeId, issues: [{ path: "topic", message }], cause: thrown });
  });
  return {
    ...{ id: topic.id, topic, log: cluster.log },
    ...(group === "" ? {} : { group, committed: () => cluster.committed(topic, group) }),
  };
}

/** Where a trigger begins that has no place to go on from: where the group of its settings stands, else with what comes. */
export async function firstPlaces({ topic, log, committed }: EventLog): Promise<EventPlace[]> {
  const ends = await log.ends(topic);
  const stood = new Map((await committed?.())?.map(({ partition, offset }) => [partition, offset]));
  return ends.map(({ partition, next }) => ({ partition, offset: stood.get(partition) ?? next }));
}
