/**
 * Whether people can chat with a pipeline: its input takes one message, and its output has a text. It loads no zod: the editor
 * asks it to know whether it should offer the chat.
 */
import { type Graph, nodeAt } from "../graph/graph.ts";
import type { Catalogue, Field } from "../node-types/manifest.ts";
import { graphFields, runFields } from "../runs/run-fields.ts";

export type ChatShape = {
  /** The field that a question goes into. */
  question: Field;
  /** The field that gets what was said before; without it every question stands on its own. */
  history?: Field;
  /** Files that may come with a question, one a field. */
  files: Field[];
  /** The names of those that a model is given as they are, also when it is asked again later. */
  seen: string[];
  /** Output fields that have the answer, best first. */
  answers: string[];
  /** The nodes whose words are the answer while it is being written. */
  speakers: string[];
};

/** `problem` says why not, and what to do. */
export function chatShape(graph: Graph, catalogue: Catalogue): ChatShape | { problem: string } {
  const inputs = runFields(graph, catalogue);
  const history = inputs.find(({ kind }) => kind === "messages");
  const asked = inputs.filter((field) => isQuestion(field) && field !== history);
  const required = asked.filter(isRequired);
  const question = required[0] ?? asked[0] ?? history;
  if (!question) return { problem: noQuestion };
  if (required.length > 1) return { problem: describeSeveral(required) };
  const files = inputs.filter(({ kind }) => kind === "file");
  const others = inputs.filter((field) => isRequired(field) && field !== question && field !== history);
  const other = others.find(({ kind }) => kind !== "file");
  if (other) return { problem: describeOther(other) };
  const answer = answerOf(graph, catalogue);
  if (answer.answers.length === 0) return { problem: noAnswer };
  const seen = files.filter(({ name }) => isSeen(graph, catalogue, name)).map(({ name }) => name);
  return { question, ...(history ? { history } : {}), files, seen, ...answer };
}

/** Whether a file goes from the input straight to a model. */
function isSeen(graph: Graph, catalogue: Catalogue, field: string): boolean {
  const manifestOf = (id: string) => catalogue.get(nodeAt(graph, id)?.type ?? "");
  return graph.edges.some(({ from, to }) => {
    const reader = manifestOf(to.node);
    const isInput = from.port === field && manifestOf(from.node)?.role === "run-input";
    return isInput && reader?.category === "model" && reader.inputs[to.port]?.kind === "file";
  });
}

/** The answer of a pipeline, whatever it is asked with. Of an output without a text there are no fields. */
export function answerOf(graph: Graph, catalogue: Catalogue): Pick<ChatShape, "answers" | "speakers"> {
  const answers = graphFields(graph, catalogue, "run-output").filter(isAnswer);
  const names = answers.map(({ name }) => name);
  return { answers: names, speakers: speakersOf(graph, catalogue, names[0] ?? "") };
}

const isQuestion = ({ kind }: Field) => kind === "text" || kind === "message" || kind === "messages";
const isRequired = ({ optional, default: given }: Field) => !optional && given === undefined;
const isAnswer = ({ kind }: Field) => kind === "text" || kind === "message" || kind === "any";
const named = ({ title, name }: Field) => `“${title ?? name}”`;

const noQuestion = "A chat needs a message to start from. Give the Input node a field of the kind Text.";
const noAnswer = "A chat needs an answer. Give the Output node a field of the kind Text, and connect the reply to it.";

function describeSeveral(fields: readonly Field[]): string {
  const names = fields.map(named);
  return `The inputs ${names.slice(0, -1).join(", ")} and ${names.at(-1)} all need a text, and a chat has one message. Give all but one of them a default.`;
}

function describeOther(field: Field): string {
  return `The input ${named(field)} needs a value besides the message. Give it a default, or make it optional.`;
}

/** The models nearest to the answer, going back along the edges. */
function speakersOf(graph: Graph, catalogue: Catalogue, answer: string): string[] {
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = graph.edges.flatMap(({ from, to }) => {
    const node = nodeAt(graph, to.node);
    const isOutput = node !== undefined && catalogue.get(node.type)?.role === "run-output";
    return isOutput && to.port === answer ? [from.node] : [];
  });
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = nodeAt(graph, id);
    if (node && catalogue.get(node.type)?.category === "model") found.add(id);
    else for (const { from, to } of graph.edges) if (to.node === id) open.push(from.node);
  }
  return [...found];
}
