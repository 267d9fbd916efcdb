import { expect, test } from "vitest";
import { foundBy, scoreOf } from "./score-match.ts";

const demo = ["Recommendations demo", "example events readers live"];

test("an item is found by the start of a word, and with a letter left out", () => {
  expect(scoreOf("place:/settings", "sett", ["Settings"])).toBeGreaterThan(0.5);
  expect(scoreOf("place:/settings", "setings", ["Settings"])).toBeGreaterThan(0);
  expect(scoreOf("place:/demo", "reco demo", demo)).toBeGreaterThan(0);
});

test("letters that happen to come in the right order are no match, so that Enter leads nowhere else", () => {
  expect(scoreOf("place:/demo", "recipe", demo)).toBe(0);
  expect(scoreOf("place:/account", "signature", ["Account", "password name"])).toBe(0);
});

test("what a search of its own has found stays, names before texts", () => {
  expect(scoreOf(foundBy("name", "a"), "recipe")).toBeGreaterThan(scoreOf(foundBy("text", "a"), "recipe"));
  expect(scoreOf(foundBy("text", "a"), "recipe")).toBeGreaterThan(0);
});
