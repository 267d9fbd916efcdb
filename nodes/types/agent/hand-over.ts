/** Agents among an agent's tools: they keep within what is left of its limits, and may take the conversation over. */
import { z } from "zod";
import type { Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type Message, saysSomething } from "../../../lib/values/values.ts";
import type { Said } from "./conversation.ts";

/** What one agent leaves another of its limits. */
const Left = z.object({ turns: z.number().min(0), calls: z.number().min(0), usd: z.number().min(0).nullable() });
export type Left = z.infer<typeof Left>;

type Limits = { maxTurns: number; maxCalls: number; maxUsd: number | null };

/** The agent's own limits, or what another one leaves it where that is less. */
export function withinLimits<Settings extends Limits>(settings: Settings, given: Json | undefined): Settings {
  const left = Left.safeParse(given).data;
  if (!left) return settings;
  const { maxTurns, maxCalls, maxUsd } = settings;
  return {
    ...settings,
    maxTurns: Math.max(1, Math.min(maxTurns, Math.floor(left.turns))),
    maxCalls: Math.min(maxCalls, Math.floor(left.calls)),
    maxUsd: left.usd === null ? maxUsd : Math.min(maxUsd ?? left.usd, left.usd),
  };
}

/** Each of so many agents that are called at once gets its part. */
export function leftFor(agents: number, { turns, calls, usd }: Left): Left {
  return {
    turns: Math.floor(turns / agents),
    calls: Math.max(0, Math.floor(calls / agents)),
    usd: usd === null ? null : Math.max(0, usd / agents),
  };
}

/**
 * What was said to the user and by them, for the agent that takes over, with what stood beside it, such as a summary of what
 * is older. `talk` begins behind the instructions of the agent that hands over, which are its own.
 */
export function historyOf(talk: readonly Said[]): Message[] {
  return talk.flatMap((said): Message[] => {
    if (said.role === "tool") return [];
    const { role, content } = said;
    const message: Message = { role, content, ...(said.role === "user" && said.files ? { files: said.files } : {}) };
    return saysSomething(message) ? [message] : [];
  });
}

const Answered = z.object({
  answer: z.string(),
  turns: z.number(),
  calls: z.array(z.unknown()),
  cost: z.number().optional(),
});
/** What an agent that was called answered and took; undefined when it failed. */
export type AgentUse = { answer: string; turns: number; calls: number; costUsd: number | undefined };

export function readUse(outputs: Values): AgentUse | undefined {
  const { data } = Answered.safeParse(outputs);
  return data && { answer: data.answer, turns: data.turns, calls: data.calls.length, costUsd: data.cost };
}
