import { expect, test } from "vitest";
import { TokenBuffer } from "./token-buffer.ts";

const at = { path: "n", iteration: "" };

test("texts that grow side by side are written apart, and what is not the answer is said in its order", () => {
  const written: object[] = [];
  const tokens = new TokenBuffer(({ at: { path }, to }, deltas) => written.push([path, to, deltas]));
  tokens.add({ at }, [1, "Half"]);
  tokens.add({ at, part: "a" }, [2, "A"]);
  tokens.add({ at, isFresh: true }, [3, ""]);
  tokens.add({ at }, [4, "Whole"]);
  tokens.add({ at: { path: "other", iteration: "" } }, [5, "x"]);
  tokens.flush(at);
  const fresh = [
    [3, ""],
    [4, "Whole"],
  ];
  expect(written).toEqual([
    ["n", {}, [[1, "Half"]]],
    ["n", { isFresh: true }, fresh],
    ["n", { part: "a" }, [[2, "A"]]],
  ]);
  tokens.flush();
  expect(written.at(-1)).toEqual(["other", {}, [[5, "x"]]]);
});
