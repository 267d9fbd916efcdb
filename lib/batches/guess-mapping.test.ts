import { expect, test } from "vitest";
import { guessMapping } from "./guess-mapping.ts";

test("columns are found by the names and titles of the fields, however they are written", () => {
  const fields = [{ name: "reviewText" }, { name: "stars", title: "Number of stars" }, { name: "id" }];
  expect(guessMapping(fields, ["ID", "Review text", "NUMBER_OF_STARS", "note"])).toEqual({
    reviewText: "Review text",
    stars: "NUMBER_OF_STARS",
    id: "ID",
  });
});

test("a column that says more than the field is taken when none is the same", () => {
  expect(guessMapping([{ name: "name" }, { name: "city" }], ["First name", "name", "Home city"])).toEqual({
    name: "name",
    city: "Home city",
  });
});

test("one field and one column belong together, and what is unlike stays open", () => {
  expect(guessMapping([{ name: "question" }], ["Frage"])).toEqual({ question: "Frage" });
  expect(guessMapping([{ name: "question" }], ["Frage", "Antwort"])).toEqual({});
  expect(guessMapping([], ["Frage"])).toEqual({});
  expect(guessMapping([{ name: "constructor" }], ["__proto__", "constructor"])).toEqual({ constructor: "constructor" });
});
