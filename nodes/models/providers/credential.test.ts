import { expect, test } from "vitest";
import type { ModelRef } from "../../../lib/models/models.ts";
import { credentialOf, type ModelCredential } from "./credential.ts";

const good: ModelCredential = {
  provider: "openai-compatible",
  baseUrl: "https://models.test/v1",
  host: "models.test",
  secret: "s",
};
const ref: ModelRef = { provider: "openai-compatible", model: "m", credential: "c" };

test("a reference finds its credential", async () => {
  expect(await credentialOf(ref, async () => good)).toEqual(good);
});

test.each([
  ["no model is named", { ...ref, model: " " }, good, /enter the model's name/],
  ["no credential is chosen", { provider: ref.provider, model: ref.model }, good, /Add one in Settings/],
  ["the credential is gone", ref, undefined, /was deleted/],
  ["it is for another provider", ref, { ...good, provider: "pinecone" }, /is for pinecone/],
  ["its address is on another host", ref, { ...good, baseUrl: "https://evil.test/v1" }, /bound to models.test/],
  ["its address is another port", ref, { ...good, baseUrl: "https://models.test:8443/v1" }, /bound to models.test/],
  [
    "its address hides another host",
    ref,
    { ...good, baseUrl: "https://models.test@evil.test/v1" },
    /bound to models.test/,
  ],
])("nothing is sent when %s", async (_case, asked, found, userMessage) => {
  await expect(credentialOf(asked, async () => found)).rejects.toMatchObject({ code: "bad_input", userMessage });
});
