/** Publishing to a topic, for people without a client of Kafka: an array, a line of JSON for each event, or with a schema. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { topicLimits } from "../../../lib/topics/topic.ts";
import { EventSchema, NewEvent } from "../../../lib/views/live/topic-views.ts";
import { TopicName } from "../../api/topics.ts";
import type { AppContext } from "../../app-context.ts";
import { authorize } from "../../auth/authorize.ts";
import { publishEvents } from "../../topics/publish-events.ts";
import { acceptJsonLines } from "../json-body.ts";
import { keyActor } from "../requests/request-actor.ts";
import { parse } from "./parse.ts";
import { restPrefix } from "./rest.ts";

const Events = z.array(NewEvent).min(1, "Send one event at least.").max(topicLimits.eventsAtOnce);
const EventsWithSchema = z.strictObject({ schema: EventSchema.exactOptional(), events: Events });
/** Each by itself, as the issues of a union say nothing of what is wrong in it. */
export const EventsBody = z.union([Events, EventsWithSchema]);
export const EventsKey = z.string().min(1).max(200).optional();

export async function addRestTopics(app: FastifyInstance, context: AppContext): Promise<void> {
  await app.register(async (scope) => {
    acceptJsonLines(scope);
    scope.post<{ Params: { name: string } }>(
      `${restPrefix}/topics/:name/events`,
      { config: { policy: "topics.publish" } },
      async (request, reply) => {
        const actor = await keyActor(context, request);
        const { workspaceId } = authorize({ actor }, "topics.publish");
        const topic = await context.topics.find(workspaceId, parse(TopicName, request.params.name));
        const { events, schema } = bodyOf(request.body);
        // It has Patchbay send a credential of the workspace to an address, as one can who makes pipelines.
        if (schema) authorize({ actor }, "pipelines.write");
        const idempotencyKey = parse(EventsKey, request.headers["idempotency-key"]);
        return await reply.code(201).send(await publishEvents(context, { topic, events, schema, idempotencyKey }));
      },
    );
  });
}

function bodyOf(body: unknown): z.infer<typeof EventsWithSchema> {
  const isNamed = typeof body === "object" && body !== null && ("events" in body || "schema" in body);
  return isNamed ? parse(EventsWithSchema, body) : { events: parse(Events, body) };
}
