/**
 * The loop of an agent. Turns and tool calls are steps of its body with an index each; after a worker's end the loop runs again
 * from its start, and what was recorded under an index is answered from there. So the indices follow from values alone.
 */
import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelRef } from "../../../lib/models/models.ts";
import type { Values } from "../../../lib/run.ts";
import { actsOf } from "../../../lib/service/mcp.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type FileRef, type Message, saysSomething } from "../../../lib/values/values.ts";
import type { Call, Tool } from "../../define.ts";
import type { OnIncomplete } from "../../models/answer.ts";
import { agentTurn } from "./agent-turn.ts";
import { Said, type ToolCall, type TurnAsk, unreadable } from "./conversation.ts";
import { type AgentUse, historyOf, type Left, leftFor, readUse } from "./hand-over.ts";
import { openPurse, overspent } from "./purse.ts";
import { inputsOf, type NamedTool, nameTools, resultText, specOf } from "./tools.ts";

type Settings = {
  model: ModelRef;
  instructions: string;
  about: Record<string, string>;
  ask: "never" | "effects" | "always";
  handOver: Record<string, boolean>;
  asks: Record<string, "never" | "effects" | "always">;
  maxTurns: number;
  maxCalls: number;
  maxUsd: number | null;
  onLimit: "answer" | "fail";
  temperature: number | null;
  maxTokens: number | null;
  onIncomplete: OnIncomplete;
};
type Asked = { prompt: string; history: readonly Message[]; files: readonly FileRef[]; call: Call };
type CallRecord = { tool: string; arguments: Record<string, Json>; result: string };
type Answered = { answer: string; calls: CallRecord[]; turns: number; costUsd?: number };

const agentType = "agent";
/** An approval and the call itself. */
const stepsPerCall = 2;

export async function runAgent(settings: Settings, { prompt, history, files, call }: Asked): Promise<Answered> {
  if (prompt.trim() === "" && files.length === 0 && history.at(-1)?.role !== "user") throw emptyPrompt();
  const toolbox = openToolbox(settings, call.tools());
  const talk = conversation(settings, [...history, { role: "user", content: prompt, files: [...files] }]);
  const calls: CallRecord[] = [];
  const purse = openPurse(settings.maxUsd);
  let index = 0;
  let turns = 0;
  let made = 0;
  while (turns < settings.maxTurns) {
    const isAtLimit = turns + 1 === settings.maxTurns || purse.isNearlyEmpty();
    const isLast = isAtLimit && settings.onLimit === "answer";
    if (!isLast && purse.isNearlyEmpty()) throw overspent(purse.spent(), settings.maxUsd ?? 0);
    const said = await askModel(settings, { talk, toolbox, call, index, isLast });
    index += 1;
    turns += 1;
    purse.pay(said.costUsd);
    if (said.calls.length === 0) return { answer: said.content, calls, turns, ...purse.total() };
    const left = { turns: settings.maxTurns - turns, calls: settings.maxCalls - made, usd: purse.left() };
    const results = await callAll(said.calls, { settings, toolbox, call, index, talk, left });
    talk.push(said);
    index += said.calls.length * stepsPerCall;
    made += said.calls.length;
    for (const [at, each] of said.calls.entries()) {
      const { text = "", use } = results[at] ?? {};
      turns += use?.turns ?? 0;
      made += use?.calls ?? 0;
      if (use) purse.pay(use.costUsd);
      talk.push({ role: "tool", id: each.id, tool: each.tool, content: text });
      calls.push({ tool: each.tool, arguments: each.arguments, result: text });
    }
    const taken = results.find(({ isHandedOver, use }) => isHandedOver && use);
    if (taken?.use) return { answer: taken.use.answer, calls, turns, ...purse.total() };
  }
  throw new PatchbayError(
    "node_failed",
    `The agent has no answer after ${settings.maxTurns} turns of its model. Raise “Maximum turns”, or give it fewer and clearer tools.`,
  );
}

type Toolbox = {
  turnId: string;
  tools: ReadonlyMap<string, NamedTool>;
  specs: TurnAsk["tools"];
  approval: Tool | undefined;
};

function openToolbox(settings: Settings, nodes: readonly Tool[]): Toolbox {
  const { about } = settings;
  const on = nodes.filter(({ disabled }) => !disabled);
  const turn = on.find(({ type }) => type === agentTurn.type);
  if (!turn) throw new PatchbayError("bad_input", `The agent has no node “${agentTurn.title}” inside. Add one.`);
  const person = on.find(({ type }) => type === "approval");
  const others = nameTools(on.filter((tool) => tool !== turn && tool !== person));
  const asks = settings.ask !== "never" || others.some((tool) => mustAsk(tool, settings));
  const approval = asks ? person : undefined;
  const named = approval || !person ? others : nameTools(on.filter((tool) => tool !== turn));
  if (asks && !approval) {
    const advice = "Put an Approval node into the agent, or set “Ask a person before” to “never”.";
    throw new PatchbayError("bad_input", `The agent should ask a person, and has no Approval node inside. ${advice}`);
  }
  const tools = new Map(named.map((tool) => [tool.name, { ...tool, ...hiddenIn(tool, settings) }]));
  return {
    turnId: turn.id,
    tools,
    specs: [...tools.values()].map((tool) => specOf(tool, Object.hasOwn(about, tool.id) ? about[tool.id] : undefined)),
    approval,
  };
}

/** Those that are asked with files. A model has none to give them. */
const readers: readonly string[] = ["chat-model", "fallback", "arena", "ensemble"];

/** An agent inside is told its limits, and the conversation that it takes over, by this one. */
function hiddenIn(tool: Tool, settings: Settings): Pick<NamedTool, "hidden"> {
  if (tool.type !== agentType) return readers.includes(tool.type) ? { hidden: ["files"] } : {};
  return { hidden: isHandOver(settings, tool) ? ["limits", "files", "history"] : ["limits", "files"] };
}

function conversation(settings: Settings, said: readonly Message[]): Said[] {
  const talk: Said[] = hasInstructions(settings) ? [{ role: "system", content: settings.instructions }] : [];
  for (const { role, content, files = [] } of said.filter(saysSomething)) {
    if (role === "assistant") talk.push({ role, content, calls: [] });
    else if (role === "user" && files.length > 0) talk.push({ role, content, files });
    // A tool's answer without its call is refused by providers; as plain text of the conversation it is understood.
    else talk.push({ role: role === "tool" ? "user" : role, content });
  }
  return talk;
}

type AskingModel = { talk: readonly Said[]; toolbox: Toolbox; call: Call; index: number; isLast: boolean };

async function askModel(settings: Settings, { talk, toolbox, call, index, isLast }: AskingModel) {
  const { model, temperature, maxTokens, onIncomplete } = settings;
  const messages = isLast && index > 0 ? [...talk, answerNow] : [...talk];
  const ask: TurnAsk = { model, temperature, maxTokens, onIncomplete, messages, tools: isLast ? [] : toolbox.specs };
  const outputs = await call.runTool(toolbox.turnId, { ask }, { index, mustSucceed: true });
  const said = Said.parse(outputs.said);
  if (said.role !== "assistant") throw new Error(`a turn answered as ${said.role}`);
  return said;
}

const answerNow: Said = {
  role: "user",
  content: "Answer now with what you know. You cannot call tools any more.",
};

type Around = {
  settings: Settings;
  toolbox: Toolbox;
  call: Call;
  index: number;
  talk: readonly Said[];
  /** Of the limits; for an agent that is called, its part of it. */
  left: Left;
};
/** In words for the model. `use`: of an agent that was called. */
type Result = { text: string; use?: AgentUse; isHandedOver?: boolean };

async function callAll(calls: readonly ToolCall[], around: Around): Promise<Result[]> {
  const { settings, toolbox, left } = around;
  const takesOver = ({ tool }: ToolCall) => isHandOver(settings, toolbox.tools.get(tool));
  const first = calls.findIndex(takesOver);
  const isOneMore = (each: ToolCall, at: number) => at > first && takesOver(each);
  const isAgent = ({ tool }: ToolCall) => toolbox.tools.get(tool)?.type === agentType;
  const agents = calls.filter((each, at) => isAgent(each) && !isOneMore(each, at)).length;
  const part = leftFor(Math.max(1, agents), { ...left, calls: left.calls - calls.length });
  return await Promise.all(
    calls.map(async (each, at): Promise<Result> => {
      if (at >= left.calls) return { text: noMoreCalls(settings.maxCalls) };
      if (isOneMore(each, at)) return { text: handedOverAlready };
      const own = { ...around, index: around.index + at * stepsPerCall, left: part };
      const tool = toolbox.tools.get(each.tool);
      return tool?.type === agentType ? await callAgent(each, tool, own) : await callTool(each, own);
    }),
  );
}

/** It works within what is left, and answers the user itself where the conversation is handed over to it. */
async function callAgent(asked: ToolCall, tool: NamedTool, around: Around): Promise<Result> {
  const { settings, left, talk } = around;
  if (left.turns < 1) return { text: "Error: no turn is left for another agent. Answer with what you know." };
  const isHandedOver = isHandOver(settings, tool);
  const given = isHandedOver ? { history: historyOf(talk.slice(hasInstructions(settings) ? 1 : 0)) } : {};
  const { text, outputs = {} } = await callTool(asked, around, { ...given, limits: left });
  const use = readUse(outputs);
  return use === undefined ? { text } : { text: use.answer, use, isHandedOver };
}

/** Only one agent can answer the user: what others did in its place would be told to no one. */
const handedOverAlready =
  "Error: the conversation is handed over to one agent at a time, and another was called first.";

function isHandOver({ handOver }: Settings, tool: Pick<Tool, "id" | "type"> | undefined): boolean {
  return tool?.type === agentType && Object.hasOwn(handOver, tool.id) && handOver[tool.id] === true;
}

function hasInstructions({ instructions }: Pick<Settings, "instructions">): boolean {
  return instructions.trim() !== "";
}

type Told = { text: string; outputs?: Values };

/** What the tool answered, in words for the model; its outputs when it ran. */
async function callTool(asked: ToolCall, around: Around, more: Values = {}): Promise<Told> {
  const { tool: name, arguments: given } = asked;
  const { toolbox, call, index } = around;
  const tool = toolbox.tools.get(name);
  if (!tool) return { text: `Error: there is no tool “${name}”. There are: ${[...toolbox.tools.keys()].join(", ")}.` };
  if (Object.hasOwn(given, unreadable))
    return { text: "Error: the arguments are not JSON. Call the tool again with a JSON object." };
  const inputs = inputsOf(tool, given);
  if ("problem" in inputs) return { text: `Error: ${inputs.problem}` };
  const refusal = await askPerson(tool, given, around);
  if (refusal !== undefined) return { text: refusal };
  const acts = tool.offer ? { acts: actsOf(tool.offer) } : {};
  const outputs = await call.runTool(tool.id, { ...inputs.values, ...more }, { index: index + 1, ...acts });
  return { text: resultText(outputs), outputs };
}

/** Whether a person is asked: as it is said of this tool, else as it is said of all. */
function mustAsk({ id, offer, effect }: NamedTool, { ask, asks }: Settings): boolean {
  const own = offer?.ask === "as-agent" ? undefined : offer?.ask;
  const said = own ?? (Object.hasOwn(asks, id) ? asks[id] : undefined) ?? ask;
  return said === "always" || (said === "effects" && effect === "effect");
}

async function askPerson(tool: NamedTool, given: Record<string, Json>, around: Around): Promise<string | undefined> {
  const { settings, toolbox, call, index } = around;
  if (!toolbox.approval || !mustAsk(tool, settings)) return undefined;
  const value = { tool: tool.name, arguments: given };
  const outputs = await call.runTool(toolbox.approval.id, { value }, { index, mustSucceed: true });
  if (outputs.approved !== undefined) return undefined;
  const comment =
    typeof outputs.comment === "string" && outputs.comment.trim() !== "" ? ` They said: ${outputs.comment}` : "";
  return `Error: a person did not allow this call.${comment}`;
}

function noMoreCalls(most: number): string {
  return `Error: no more than ${most} tool calls are allowed. Answer with what you know.`;
}

function emptyPrompt(): PatchbayError {
  return new PatchbayError("bad_input", "The prompt is empty, so the agent was not asked. Connect a text to “Prompt”.");
}
