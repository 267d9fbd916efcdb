import { z } from "zod";

/** Whose Kafka a node's topic is in: the platform's, or the one of a credential. */
export const clusterSetting = z.string().max(64).default("").meta({
  title: "Cluster",
  description:
    "Where the topic is: here, or in a Kafka cluster of your own, for which you add a credential of the kind “Kafka cluster” under Settings → Models and credentials.",
  widget: "credential",
  provider: "kafka",
  empty: "Topics of this workspace",
});
