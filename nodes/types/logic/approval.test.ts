import { expect, test } from "vitest";
import type { ApprovalAsk, Decision } from "../../../lib/runs/waits.ts";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { approval } from "./approval.ts";

async function ask(decision: Decision, config = {}) {
  const asked: ApprovalAsk[] = [];
  const inputs = { value: { to: "Ada" }, price: 5 };
  const call = {
    async approval(question: ApprovalAsk) {
      asked.push(question);
      return decision;
    },
  };
  return { asked, ...(await runNode(approval, { config, inputs, call })) };
}

test("an approval fills its message, and sends the value down the branch of the decision", async () => {
  const config = { title: "Pay?", message: "{{ price }} to {{ value.to }}", expires: 2 };
  const yes = await ask({ status: "approved", comment: "ok" }, config);
  expect(yes.asked).toEqual([{ title: "Pay?", message: "5 to Ada", expiresMs: 7_200_000 }]);
  expect(yes.outputs).toEqual({ approved: { to: "Ada" }, comment: "ok" });
  const no = await ask({ status: "refused", comment: "" });
  expect(no.outputs).toEqual({ refused: { to: "Ada" }, comment: "" });
  expect(no.asked[0]?.expiresMs).toBeUndefined();
});

test("no decision in time is a refusal", async () => {
  const { outputs } = await ask({ status: "expired", comment: "" });
  expect(Object.keys(outputs)).toEqual(["refused", "comment"]);
});

test("the example of the docs", async () => {
  const asked: ApprovalAsk[] = [];
  const decide = async (question: ApprovalAsk): Promise<Decision> => {
    asked.push(question);
    return { status: "approved", comment: "Good." };
  };
  await runExample(approval, { call: { approval: decide } });
  expect(asked).toMatchObject([{ title: "Send this reply?", message: "To Ada: See you at nine." }]);
});
