/** Plays an agent's body to it: what its model says, turn by turn, and what its tools answer. */
import type { Values } from "../../lib/run.ts";
import type { Json } from "../../lib/values/json.ts";
import type { Tool, ToolRun } from "../../nodes/define.ts";
import { TurnAsk } from "../../nodes/types/agent/conversation.ts";

export const base = { effect: "pure", disabled: false, inputs: [] } as const;
export const turnNode: Tool = { ...base, id: "turn", type: "agent-turn", title: "Model turn", summary: "" };
const city = { port: "city", kind: "text", description: "Of the city.", isRequired: true, isMultiple: false } as const;
export const weather: Tool = {
  ...base,
  id: "w",
  type: "template",
  title: "Weather",
  summary: "Tells it.",
  inputs: [city],
};

type Script = { turns: Json[]; tools?: readonly Tool[]; answer?: (id: string, inputs: Values) => Values };

/** Plays the body: the model's turns in order, and what tools answer. Every run of a node is noted with its index. */
export function play({ turns, tools = [turnNode, weather], answer = () => ({ text: "Sunny" }) }: Script) {
  const ran: { id: string; index: number }[] = [];
  const asks: TurnAsk[] = [];
  const runTool = async (id: string, inputs: Values, { index }: ToolRun): Promise<Values> => {
    ran.push({ id, index });
    if (id !== "turn") return answer(id, inputs);
    asks.push(TurnAsk.parse(inputs.ask));
    return { said: turns[asks.length - 1] ?? null };
  };
  return { ran, asks, call: { tools: () => tools, runTool } };
}
export const says = (content: string) => ({ role: "assistant", content, calls: [] });
export const calls = (...asked: [string, Record<string, Json>][]) => ({
  role: "assistant",
  content: "",
  calls: asked.map(([tool, args], at) => ({ id: `c${at}`, tool, arguments: args })),
});
