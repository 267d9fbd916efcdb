/** Publishing to a topic, for people without a client of Kafka: an array, or a line of JSON for each event. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { topicLimits } from "../../../lib/topics/topic.ts";
import { NewEvent } from "../../../lib/views/live/topic-views.ts";
import { TopicName } from "../../api/topics.ts";
import type { AppContext } from "../../app-context.ts";
import { authorize } from "../../auth/authorize.ts";
import { publishEvents } from "../../topics/publish-events.ts";
import { acceptJsonLines } from "../json-body.ts";
import { keyActor } from "../requests/request-actor.ts";
import { parse } from "./parse.ts";
import { restPrefix } from "./rest.ts";

export const EventsBody = z.array(NewEvent).min(1, "Send one event at least.").max(topicLimits.eventsAtOnce);
export const EventsKey = z.string().min(1).max(200).optional();

export async function addRestTopics(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(async (scope) => {
    acceptJsonLines(scope);
    scope.post<{ Params: { name: string } }>(
      `${restPrefix}/topics/:name/events`,
      { config: { policy: "topics.publish" } },
      async (request, reply) => {
        const { workspaceId } = authorize({ actor: await keyActor(context, request) }, "topics.publish");
        const topic = await context.topics.find(workspaceId, parse(TopicName, request.params.name));
        const events = parse(EventsBody, request.body);
        const idempotencyKey = parse(EventsKey, request.headers["idempotency-key"]);
        return await reply.code(201).send(await publishEvents(context, { topic, events, idempotencyKey }));
      },
    );
  });
}
