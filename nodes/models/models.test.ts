import { expect, test } from "vitest";
import { openModels } from "./models.ts";

const open = (mode: "all" | "none") =>
  openModels({
    home: "/nowhere",
    mode,
    readCredential: async () => undefined,
    readDefaultModel: async () => ({ provider: "default", model: "" }),
  });

test("the list says honestly what is there and why something is not", async () => {
  const none = await open("none").list();
  expect(none).toMatchObject([
    { ref: { provider: "built-in" }, available: false, unavailableReason: /PATCHBAY_MODELS=none/, priceIn: null },
    { title: /Extractive answerer/, available: true, description: /writes nothing of its own/ },
  ]);
  expect((await open("all").list())[0]).toMatchObject({
    available: false,
    unavailableReason: /could not be downloaded/,
  });
});

test("without weights the extractive answerer stands in, by its own name", async () => {
  const model = await open("all").chat({ provider: "default", model: "" }, {});
  expect(Reflect.get(model, "model")).toBe("extractive-answerer");
});

test("an unknown built-in model is refused", async () => {
  const chat = open("all").chat({ provider: "built-in", model: "gpt-17" }, {});
  await expect(chat).rejects.toMatchObject({ code: "bad_input", userMessage: /no built-in model/ });
});

test("tracing to other services is switched off", () => {
  process.env.LANGSMITH_TRACING = "true";
  open("none");
  expect(process.env.LANGSMITH_TRACING).toBeUndefined();
});
