/**
 * The loop of an agent. Turns and tool calls are steps of its body with an index each; after a worker's end the loop runs again
 * from its start, and what was recorded under an index is answered from there. So the indices follow from values alone.
 */
import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelRef } from "../../../lib/models/models.ts";
import { actsOf } from "../../../lib/service/mcp.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { Message } from "../../../lib/values/values.ts";
import type { Call, Tool } from "../../define.ts";
import type { OnIncomplete } from "../../models/answer.ts";
import { agentTurn } from "./agent-turn.ts";
import { Said, type ToolCall, type TurnAsk, unreadable } from "./conversation.ts";
import { inputsOf, type NamedTool, nameTools, resultText, specOf } from "./tools.ts";

type Settings = {
  model: ModelRef;
  instructions: string;
  about: Record<string, string>;
  ask: "never" | "effects" | "always";
  asks: Record<string, "never" | "effects" | "always">;
  maxTurns: number;
  maxCalls: number;
  onLimit: "answer" | "fail";
  temperature: number | null;
  maxTokens: number | null;
  onIncomplete: OnIncomplete;
};
type Asked = { prompt: string; history: readonly Message[]; call: Call };
type CallRecord = { tool: string; arguments: Record<string, Json>; result: string };
type Answered = { answer: string; calls: CallRecord[]; turns: number };

/** An approval and the call itself. */
const stepsPerCall = 2;

export async function runAgent(settings: Settings, { prompt, history, call }: Asked): Promise<Answered> {
  if (prompt.trim() === "" && history.at(-1)?.role !== "user") throw emptyPrompt();
  const toolbox = openToolbox(settings, call.tools());
  const talk = conversation(settings.instructions, history, prompt);
  const calls: CallRecord[] = [];
  let index = 0;
  for (let turn = 1; turn <= settings.maxTurns; turn += 1) {
    const isLast = turn === settings.maxTurns && settings.onLimit === "answer";
    const said = await askModel(settings, { talk, toolbox, call, index, isLast });
    index += 1;
    if (said.calls.length === 0) return { answer: said.content, calls, turns: turn };
    talk.push(said);
    const room = settings.maxCalls - calls.length;
    const first = index;
    const results = await Promise.all(
      said.calls.map((each, at) => {
        const around = { settings, toolbox, call, index: first + at * stepsPerCall };
        return at < room ? callTool(each, around) : Promise.resolve(noMoreCalls(settings.maxCalls));
      }),
    );
    index += said.calls.length * stepsPerCall;
    for (const [at, each] of said.calls.entries()) {
      const result = results[at] ?? "";
      talk.push({ role: "tool", id: each.id, tool: each.tool, content: result });
      calls.push({ tool: each.tool, arguments: each.arguments, result });
    }
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
  const tools = new Map(named.map((tool) => [tool.name, tool]));
  return {
    turnId: turn.id,
    tools,
    specs: named.map((tool) => specOf(tool, Object.hasOwn(about, tool.id) ? about[tool.id] : undefined)),
    approval,
  };
}

function conversation(instructions: string, history: readonly Message[], prompt: string): Said[] {
  const talk: Said[] = instructions.trim() === "" ? [] : [{ role: "system", content: instructions }];
  for (const { role, content } of history) {
    if (role === "assistant") talk.push({ role, content, calls: [] });
    // A tool's answer without its call is refused by providers; as plain text of the conversation it is understood.
    else talk.push({ role: role === "tool" ? "user" : role, content });
  }
  if (prompt !== "") talk.push({ role: "user", content: prompt });
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

type Around = { settings: Settings; toolbox: Toolbox; call: Call; index: number };

/** What the tool answered, in words for the model. */
async function callTool({ tool: name, arguments: given }: ToolCall, around: Around): Promise<string> {
  const { toolbox, call, index } = around;
  const tool = toolbox.tools.get(name);
  if (!tool) return `Error: there is no tool “${name}”. There are: ${[...toolbox.tools.keys()].join(", ")}.`;
  if (Object.hasOwn(given, unreadable))
    return "Error: the arguments are no JSON. Call the tool again with a JSON object.";
  const inputs = inputsOf(tool, given);
  if ("problem" in inputs) return `Error: ${inputs.problem}`;
  const refusal = await askPerson(tool, given, around);
  if (refusal !== undefined) return refusal;
  const acts = tool.offer ? { acts: actsOf(tool.offer) } : {};
  return resultText(await call.runTool(tool.id, inputs.values, { index: index + 1, ...acts }));
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
