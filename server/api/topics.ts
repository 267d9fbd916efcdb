import { z } from "zod";
import {
  defaultPartitions,
  defaultRetentionHours,
  topicLimits,
  topicNamePattern,
  topicNameRule,
} from "../../lib/topics/topic.ts";
import { Done } from "../../lib/views/api-views.ts";
import { DeadLetterView, ReplayAsk, Replayed } from "../../lib/views/live/dead-letter-views.ts";
import { EventView, NewEvent, Published, TopicDetail, TopicView } from "../../lib/views/live/topic-views.ts";
import { clusterTopics } from "../topics/cluster-topics.ts";
import { listDeadLetters, replayDeadLetters } from "../topics/dead-letters.ts";
import { publishEvents } from "../topics/publish-events.ts";
import { asTopicView, lastEvents, topicDetail } from "../topics/topic-views.ts";
import { done, Id } from "./shared/inputs.ts";
import { authorId } from "./shared/require-user.ts";
import { procedure, router } from "./trpc.ts";

const tags = ["Topics"];
export const TopicName = z.string().regex(topicNamePattern, topicNameRule);
const one = z.strictObject({ name: TopicName });
const mostHours = 24 * 366 * 10;
const NewTopic = one.extend({
  partitions: z.number().int().min(1).max(topicLimits.partitions).default(defaultPartitions).meta({
    description: "Events with one key stay in order in their partition. The number stays as it is.",
  }),
  retentionHours: z.number().int().min(1).max(mostHours).nullable().default(defaultRetentionHours).meta({
    description: "How long events are kept; null: forever.",
  }),
});
const Events = one.extend({
  limit: z.number().int().min(1).max(200).default(50).meta({ description: "How many events." }),
});
const Letters = one.extend({
  limit: z.number().int().min(1).max(1000).default(50).meta({ description: "How many dead letters." }),
});

export const topics = router({
  list: procedure("topics.read")
    .meta({ openapi: { method: "GET", path: "/topics", summary: "List topics", tags } })
    .output(z.array(TopicView))
    .query(async ({ ctx: { app, workspaceId } }) =>
      (await app.topics.list(workspaceId)).map((topic) => asTopicView(app.topics, topic)),
    ),

  /** For the form of a node. */
  ofCluster: procedure("topics.manage")
    .input(z.strictObject({ credential: Id }))
    .output(z.array(z.string()))
    .query(({ ctx: { app, workspaceId }, input }) => clusterTopics(app, { workspaceId, id: input.credential })),

  get: procedure("topics.read")
    .meta({ openapi: { method: "GET", path: "/topics/{name}", summary: "A topic", tags } })
    .input(one)
    .output(TopicDetail)
    .query(({ ctx: { app, workspaceId }, input: { name } }) => topicDetail(app.topics, workspaceId, name)),

  create: procedure("topics.manage")
    .meta({ status: 201, openapi: { method: "POST", path: "/topics", summary: "Create a topic", tags } })
    .input(NewTopic)
    .output(TopicView)
    .mutation(async ({ ctx: { app, workspaceId }, input }) =>
      asTopicView(app.topics, await app.topics.create(workspaceId, input)),
    ),

  delete: procedure("topics.manage")
    .meta({ openapi: { method: "DELETE", path: "/topics/{name}", summary: "Delete a topic with its events", tags } })
    .input(one)
    .output(Done)
    .mutation(async ({ ctx: { app, workspaceId }, input: { name } }) => {
      await app.topics.delete(workspaceId, name);
      return done;
    }),

  events: procedure("topics.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/topics/{name}/events",
        summary: "The last events of a topic",
        description: "The newest first; fewer than `limit` when they have more than 8 MB together.",
        tags,
      },
    })
    .input(Events)
    .output(z.array(EventView))
    .query(({ ctx: { app, workspaceId }, input }) => lastEvents(app.topics, { workspaceId, ...input })),

  deadLetters: procedure("topics.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/topics/{name}/dead-letters",
        summary: "The last dead letters of a topic",
        description:
          "Events that a Topic node could make no run of, the newest first (fewer than `limit` when they have more than 8 MB together), with where each is from and what was wrong. The topic is `<topic>.<pipeline id>.dead`; `GET /pipelines/{id}/triggers` names it.",
        tags,
      },
    })
    .input(Letters)
    .output(z.array(DeadLetterView))
    .query(({ ctx: { app, workspaceId }, input }) => listDeadLetters(app, { workspaceId, ...input })),

  replay: procedure("runs.start")
    .meta({
      openapi: {
        method: "POST",
        path: "/topics/{name}/dead-letters/replay",
        summary: "Replay dead letters",
        description:
          "Each is read again by the settings of its node, with another value where one is given, and gets a run of its pipeline, in the version that is on or the newest one. Other readers of its topic do not see it. One whose replay is under way is not replayed a second time.",
        tags,
      },
    })
    .input(one.extend({ letters: z.array(ReplayAsk).min(1).max(100) }))
    .output(Replayed)
    .mutation(({ ctx, input: { name, letters }, signal = new AbortController().signal }) =>
      replayDeadLetters(ctx.app, { workspaceId: ctx.workspaceId, name, letters, createdBy: authorId(ctx), signal }),
    ),

  /** Over REST it is server/http/rest/rest-topics.ts, which takes many at a time. */
  publish: procedure("topics.publish")
    .input(one.extend({ event: NewEvent }))
    .output(Published)
    .mutation(async ({ ctx: { app, workspaceId }, input: { name, event } }) =>
      publishEvents(app, { topic: await app.topics.find(workspaceId, name), events: [event] }),
    ),
});
