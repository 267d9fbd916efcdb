import { z } from "zod";
import { kafkaNamePattern, kafkaNameRule } from "../../lib/topics/topic.ts";

/** Whose Kafka a node's topic is in: the platform's, or the one of a credential. */
export const clusterSetting = z.string().max(64).default("").meta({
  title: "Cluster",
  description:
    "Where the topic is: here, or in a Kafka cluster of your own, for which you add a credential of the kind “Kafka cluster” under Settings → Models and credentials.",
  widget: "credential",
  provider: "kafka",
  empty: "Topics of this workspace",
});

export const topicSetting = z
  .string()
  .refine((name) => name === "" || kafkaNamePattern.test(name), kafkaNameRule)
  .default("")
  .meta({
    title: "Topic",
    description: "One of those on the page Topics, where you can make another one, or one of the cluster.",
    widget: "topic",
    needed: { say: "Name one of the topics of the page Topics, or of the cluster." },
  });
