import { describe, expect, test } from "vitest";
import type { RunEventData } from "../../../lib/run.ts";
import type { ChatTurnView } from "../../../lib/views/chat-views.ts";
import { foldAnswer, silent } from "./fold-answer.ts";
import { keepMath } from "./keep-math.ts";
import { citedSource, linkCitations } from "./link-citations.ts";
import { turnPath } from "./turn-path.ts";

function fold(...data: RunEventData[]) {
  const events = data.map((each, index) => ({
    runId: "r",
    seq: index + 1,
    at: "2026-01-01T00:00:00.000Z",
    data: each,
  }));
  return foldAnswer(silent, events, ["model"]);
}
const tokens = (nodeId: string, text: string, more: object = {}): RunEventData => ({
  type: "step.tokens",
  nodeId,
  iteration: "",
  deltas: [[0, text]],
  ...more,
});

describe("an answer while it is written", () => {
  test("has its reasoning apart, live, and anew with each turn of the model", () => {
    const thought = (text: string, more: object = {}) => tokens("model", text, { part: "Reasoning", ...more });
    const live = fold(thought("Let me "), thought("see."), tokens("model", "Paris"));
    expect(live).toMatchObject({ text: "Paris", reasoning: "Let me see." });
    expect(fold(thought("Of a judge"), tokens("other", "no"))).toMatchObject({ text: "", reasoning: "Of a judge" });
    const turns = fold(thought("First", { iteration: "0" }), thought("Second", { iteration: "1" }));
    expect(turns.reasoning).toBe("Second");
    expect(fold(tokens("model", "one of two", { part: "gpt-4o" }))).toMatchObject({ text: "", reasoning: "" });
  });

  test("begins again with each attempt, its reasoning too", () => {
    const again: RunEventData = { type: "step.started", nodeId: "model", iteration: "", attempt: 2 };
    const thought = tokens("model", "Hm.", { part: "Reasoning" });
    const live = fold(thought, tokens("model", "Par"), again, thought, tokens("model", "Rome"));
    expect(live).toMatchObject({ text: "Rome", reasoning: "Hm." });
  });

  test("is what the model behind the answer says, not what other models say", () => {
    const live = fold(tokens("judge", "no"), tokens("model", "Par"), tokens("model", "is"));
    expect(live).toMatchObject({ text: "Paris", seq: 3 });
  });

  test("of an agent is its last turn; a tool that is used is named", () => {
    const tool: RunEventData = { type: "step.started", nodeId: "model/find-books", iteration: "1", attempt: 1 };
    const used = fold(tokens("model/turn", "Let me look", { iteration: "0" }), tool);
    expect(used.activity).toBe("Using find books");
    expect(
      fold(tokens("model/turn", "Let me look", { iteration: "0" }), tokens("model/turn", "Dracula", { iteration: "3" }))
        .text,
    ).toBe("Dracula");
  });

  test("begins anew when what was said is no answer, and ends with the run's output", () => {
    expect(fold(tokens("model", "Err"), tokens("model", "Paris", { isFresh: true })).text).toBe("Paris");
    expect(fold(tokens("model", "Par"), { type: "run.succeeded", output: { answer: "Paris!" } })).toMatchObject({
      text: "Paris!",
      status: "succeeded",
    });
  });

  test("keeps its words when the run fails or is stopped", () => {
    const error = { code: "provider_busy", message: "Busy." };
    expect(fold(tokens("model", "Par"), { type: "run.failed", error })).toMatchObject({ text: "Par", error });
    expect(fold(tokens("model", "Par"), { type: "run.cancelled" })).toMatchObject({ text: "Par", status: "cancelled" });
  });
});

test("a conversation is one path through its edits and answers, the newest where nothing was chosen", () => {
  const turn = (id: string, parentId: string | null, question: string) =>
    ({ id, parentId, question }) as unknown as ChatTurnView;
  const turns = [
    turn("a", null, "one"),
    turn("b", "a", "two"),
    turn("c", "a", "two"),
    turn("d", "a", "2"),
    turn("e", "b", "three"),
  ];
  const idsOf = (chosen: Record<string, string>) => turnPath(turns, chosen).map((step) => step.turn.id);
  expect(idsOf({})).toEqual(["a", "d"]);
  expect(idsOf({ a: "b" })).toEqual(["a", "b", "e"]);
  const [, second] = turnPath(turns, { a: "b" });
  expect(second?.questions.map(({ question }) => question)).toEqual(["two", "2"]);
  expect(second?.answers.map(({ id }) => id)).toEqual(["b", "c"]);
});

test("numbers in brackets lead to sources, where there are so many, and not in code", () => {
  expect(linkCitations("As [1] and [3] say.", 2)).toBe("As [\\[1\\]](#source-1) and [3] say.");
  expect(linkCitations("`a[1]` and [1](x) [1]", 1)).toBe("`a[1]` and [1](x) [\\[1\\]](#source-1)");
  const [one, two] = ["[\\[1\\]](#source-1)", "[\\[2\\]](#source-2)"];
  expect(linkCitations("Both [1][2], and [2][1][2].", 2)).toBe(`Both ${one}${two}, and ${two}${one}${two}.`);
  expect(linkCitations("[1][note] and [1]: https://example.com", 2)).toBe("[1][note] and [1]: https://example.com");
  expect(citedSource("#source-2")).toBe(1);
  expect(citedSource("https://example.com")).toBeUndefined();
});

test("formulas stand as they were written, as code, and escaped brackets and code stay", () => {
  expect(keepMath("With \\(x_1^2 + y_2\\) and $$E = mc^2$$.")).toBe("With `x_1^2 + y_2` and `E = mc^2`.");
  expect(keepMath("So:\n\\[\n\\sum_{i=1}^n i \\\\\n= 3\n\\]\nEnd")).toBe(
    "So:\n\n\n```\n\\sum_{i=1}^n i \\\\\n= 3\n```\n\n\nEnd",
  );
  for (const same of ["See \\[1\\] and \\(a\\).", "`\\(x^2\\)`", "It costs $5 to $7."])
    expect(keepMath(same)).toBe(same);
});
