import { expect, test } from "vitest";
import { makePrograms, messageOf } from "./jsonata.ts";

async function refusal(expression: string): Promise<string> {
  try {
    await makePrograms(10_000)(expression).evaluate({});
  } catch (thrown) {
    return messageOf(thrown);
  }
  throw new Error("the expression did not fail");
}

test("the place of an error stands before the full stop of a sentence, and behind what has none", async () => {
  expect(await refusal('$error("Many is not a number.")')).toBe("Many is not a number (at character 7).");
  expect(await refusal('$error("Why?")')).toBe("Why? (at character 7)");
  expect(await refusal('$error("One line.\nAnd another")')).toBe("One line.\nAnd another (at character 7)");
});
