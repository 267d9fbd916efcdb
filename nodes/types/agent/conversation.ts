/** What is said between an agent, its model and its tools. */
import { z } from "zod";
import { ModelRef } from "../../../lib/models/models.ts";
import { Json } from "../../../lib/values/json.ts";
import { FileRef } from "../../../lib/values/values.ts";
import { onIncompleteOf } from "../model/model-settings.ts";

/** A call that a model asks for. `id` is the model's own; its result is told under it. */
export const ToolCall = z.object({ id: z.string(), tool: z.string(), arguments: z.record(z.string(), Json) });
export type ToolCall = z.infer<typeof ToolCall>;

/** A part of the conversation with an agent's model. `kept` is what its provider wants back unchanged. */
export const Said = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), content: z.string() }),
  z.object({ role: z.literal("user"), content: z.string(), files: z.array(FileRef).exactOptional() }),
  z.object({
    role: z.literal("assistant"),
    content: z.string(),
    calls: z.array(ToolCall).default([]),
    kept: z.record(z.string(), Json).exactOptional(),
    /** What the turn cost, in US dollars; absent when that is not known. It is recorded, so that a limit holds after a worker's end. */
    costUsd: z.number().min(0).exactOptional(),
  }),
  z.object({ role: z.literal("tool"), id: z.string(), tool: z.string(), content: z.string() }),
]);
export type Said = z.infer<typeof Said>;

/** A tool as models are told of it: `parameters` is a JSON Schema of an object. */
export const ToolSpec = z.object({
  name: z.string(),
  description: z.string(),
  parameters: z.record(z.string(), Json),
});
export type ToolSpec = z.infer<typeof ToolSpec>;

/** What one turn is asked: by which model, with which settings, how the conversation has gone, and which tools there are. */
export const TurnAsk = z.object({
  model: ModelRef,
  temperature: z.number().nullable(),
  maxTokens: z.number().nullable(),
  onIncomplete: onIncompleteOf,
  messages: z.array(Said),
  tools: z.array(ToolSpec),
});
export type TurnAsk = z.infer<typeof TurnAsk>;

/** In place of arguments that are no JSON: the agent tells the model so. */
export const unreadable = "(not JSON)";
