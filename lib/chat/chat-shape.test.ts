import { describe, expect, test } from "vitest";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { Graph } from "../graph/graph.ts";
import type { Field } from "../node-types/manifest.ts";
import { addMemory } from "./add-memory.ts";
import { answerIn } from "./answer-in.ts";
import { chatShape } from "./chat-shape.ts";

const catalogue = makeCatalogue(nodeTypes);
const question: Field = { name: "question", kind: "text" };

function asking(
  fields: readonly Field[],
  type = "chat-model",
  outputs: readonly Field[] = [{ name: "answer", kind: "text" }],
) {
  const reply = type === "agent" ? "answer" : "reply";
  return Graph.parse({
    nodes: {
      in: { type: "input", version: 1, config: { fields: [...fields] } },
      model: { type, version: 1, config: {} },
      end: { type: "template", version: 1, config: { template: "{{ said }}" } },
      out: { type: "output", version: 1, config: { fields: [...outputs] } },
    },
    edges: [
      { id: "a", from: { node: "in", port: "question" }, to: { node: "model", port: "prompt" } },
      { id: "b", from: { node: "model", port: reply }, to: { node: "end", port: "said" } },
      { id: "c", from: { node: "end", port: "text" }, to: { node: "out", port: "answer" } },
    ],
  });
}

describe("a pipeline can be chatted with", () => {
  test("when one message goes in and a text comes out; the model behind the answer speaks", () => {
    expect(chatShape(asking([question]), catalogue)).toEqual({
      question,
      files: [],
      seen: [],
      answers: ["answer"],
      speakers: ["model"],
    });
  });

  test("with a history, files, and further fields that have defaults", () => {
    const history: Field = { name: "before", kind: "messages", default: [] };
    const file: Field = { name: "paper", kind: "file", optional: true };
    const tone: Field = { name: "tone", kind: "text", default: "kind" };
    expect(chatShape(asking([tone, history, file, question]), catalogue)).toMatchObject({
      question,
      history,
      files: [file],
      seen: [],
    });
  });

  test("with files of which it is known whether a model is given them as they are", () => {
    const [seen, read] = ["picture", "paper"].map((name) => ({ name, kind: "file", optional: true }) as const);
    const graph = asking([question, ...(seen && read ? [read, seen] : [])]);
    const edge = { id: "d", from: { node: "in", port: "picture" }, to: { node: "model", port: "files" } };
    expect(chatShape({ ...graph, edges: [...graph.edges, edge] }, catalogue)).toMatchObject({ seen: ["picture"] });
  });

  test("not without a question, with two, with another value that is needed, or without a text at the end", () => {
    const problemOf = (graph: Graph) => Object(chatShape(graph, catalogue)).problem;
    expect(problemOf(asking([{ name: "count", kind: "number" }]))).toMatch(/needs a message/);
    expect(problemOf(asking([question, { name: "b", kind: "text", title: "Tone" }]))).toMatch(/“question” and “Tone”/);
    expect(problemOf(asking([question, { name: "n", kind: "number" }]))).toMatch(/“n” needs a value/);
    expect(problemOf(asking([question], "chat-model", [{ name: "answer", kind: "number" }]))).toMatch(/Output node/);
  });
});

describe("a memory", () => {
  test.each(["chat-model", "agent"])("is added to a %s, through a node that says how much is kept", (type) => {
    const grown = addMemory(asking([question], type), catalogue);
    expect(grown && chatShape(grown, catalogue)).toMatchObject({
      question,
      history: { name: "history", kind: "messages" },
    });
    expect(grown?.nodes.memory?.type).toBe("chat-memory");
    expect(grown?.edges.map(({ from, to }) => `${from.node}.${from.port} ${to.node}.${to.port}`)).toEqual(
      expect.arrayContaining(["in.history memory.history", "memory.messages model.history"]),
    );
    expect(Graph.safeParse(grown).success).toBe(true);
  });

  test("is not added twice, nor where nothing could read it", () => {
    const grown = addMemory(asking([question]), catalogue);
    expect(grown && addMemory(grown, catalogue)).toBeUndefined();
    expect(addMemory(asking([question], "template"), catalogue)).toBeUndefined();
  });
});

test("the answer in an output is the text of the field that was asked for, of a message, or of the last of several", () => {
  expect(answerIn({ sources: [{ text: "x", metadata: {} }], answer: "yes" })).toEqual({ text: "yes" });
  expect(answerIn({ a: "no", b: "yes" }, ["b"])).toEqual({ text: "yes" });
  const message = { role: "assistant", content: "yes", reasoning: "because" };
  expect(answerIn({ answer: message })).toEqual({ text: "yes", reasoning: "because" });
  expect(answerIn({ answer: [{ role: "user", content: "?" }, message] })).toMatchObject({ text: "yes" });
  expect(answerIn({ count: 3 })).toBeUndefined();
});
