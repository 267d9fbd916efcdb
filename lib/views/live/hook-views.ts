/** Addresses of triggers and what reached them, as pages, REST and scripts see them. Times are ISO 8601. */
import * as z from "zod";
import { Values } from "../../run.ts";

const Time = z.string().meta({ format: "date-time" });

export const HookAddress = z.object({
  url: z.string().meta({ description: "Requests to it start runs while the pipeline is switched on." }),
  testUrl: z.string().meta({ description: "Requests to it are kept as tests, by the settings of the draft." }),
  madeAt: Time,
});
export type HookAddress = z.infer<typeof HookAddress>;

export const DeliveryView = z.object({
  id: z.string(),
  receivedAt: Time,
  method: z.string(),
  bytes: z.number().int().meta({ description: "Of the body." }),
  isTest: z.boolean(),
  replayOf: z.string().nullable().meta({ description: "The delivery whose event it brought once more." }),
  accepted: z.boolean().meta({ description: "False when the request was refused; `answer` says why." }),
  status: z.number().int().nullable().meta({ description: "The HTTP status that was answered." }),
  answer: z.string().nullable().meta({ description: "The beginning of the answer." }),
  runId: z.string().nullable(),
});
export type DeliveryView = z.infer<typeof DeliveryView>;

export const DeliveryPage = z.object({ items: z.array(DeliveryView), nextCursor: z.string().exactOptional() });
export type DeliveryPage = z.infer<typeof DeliveryPage>;

export const DeliveryDetail = DeliveryView.extend({
  headers: z.record(z.string(), z.string()).meta({ description: "Without those that hold secrets." }),
  event: Values.nullable().meta({
    description: "What the outputs of the node got; null of a request that was refused.",
  }),
});
export type DeliveryDetail = z.infer<typeof DeliveryDetail>;
