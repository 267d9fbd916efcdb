import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openCollections } from "../../../collections/collections.ts";
import type { EmbedWith } from "../../../collections/embed.ts";
import { startReembedding } from "../../../collections/reembed/worker.ts";
import { multilingualEmbedding } from "../../../lib/models/built-in.ts";
import { type Models, openModels } from "../../../nodes/models/models.ts";
import { testModels } from "../../helpers/models.ts";
import { haveMultilingualWeights } from "../../helpers/weights.ts";
import { openBench } from "../open.ts";

const hasWeights = await haveMultilingualWeights();
const { signal } = new AbortController();
const multilingual = { provider: "built-in", model: multilingualEmbedding } as const;
const facts = [
  "Rückerstattungen werden innerhalb von fünf Werktagen auf das Konto überwiesen, von dem die Zahlung kam.",
  "Das Büro ist sonntags und an Feiertagen geschlossen, und der Empfang ist dann nicht besetzt.",
  "Für das Halten von Hunden ist die schriftliche Zustimmung des Vermieters nötig.",
  "Gäste können ihr Auto auf dem Platz hinter dem Gebäude abstellen, und zwar ohne Gebühr.",
];

const embedWith =
  (models: Models): EmbedWith =>
  ({ model }, ...call) =>
    model === null ? models.embed(...call) : models.embedAs(model, ...call);

test.skipIf(!hasWeights)(
  "a German collection is told to be one, and is searched by meaning in other languages after a change",
  async () => {
    await using bench = await openBench();
    await using models = testModels();
    const { db, broker, drivers, log } = bench;
    const collections = openCollections({ ...db, broker, drivers, embedWith: embedWith(models) }, "w1");
    const { id } = await collections.create({ name: "Regeln" });
    const documents = facts.map((text, index) => ({ text, metadata: { source: `s${index}` } }));
    await collections.add(id, documents, { idempotencyKey: "k", signal });
    expect(await collections.sizes(id)).toMatchObject({ isOtherLanguage: true });

    await collections.setEmbedding(id, multilingual);
    const worker = await startReembedding({ ...db, broker, log, embedWith: embedWith(models), pollMs: 50 });
    await expect
      .poll(async () => collections.get(id))
      .toMatchObject({
        embeddingModel: multilingual,
        embedding: multilingualEmbedding,
        dimensions: 512,
        reembedding: null,
      });
    await worker.close();
    for (const [index, text] of [
      "When do I get my money back?",
      "我可以养宠物吗？",
      "訪問者はどこに駐車できますか？",
    ].entries()) {
      const [best] = await collections.search(id, { text, mode: "vector", limit: 1 }, signal);
      expect(best?.text, text).toBe(facts[[0, 2, 3][index] ?? 0]);
    }
  },
);

test("where the weights cannot be had, choosing it says why and what to do, and the collection stays as it is", async () => {
  const home = await mkdtemp(join(tmpdir(), "patchbay-multilingual-"));
  await using bench = await openBench();
  const { db, broker, drivers } = bench;
  const models = openModels({
    ...{ home, mode: "none" },
    readCredential: async () => undefined,
    readDefaultModel: async () => ({ provider: "built-in", model: "" }),
  });
  const collections = openCollections({ ...db, broker, drivers, embedWith: embedWith(models) }, "w1");
  const { id } = await collections.create({ name: "Rules" });
  await expect(collections.setEmbedding(id, multilingual)).rejects.toMatchObject({
    code: "unavailable",
    userMessage: expect.stringMatching(/PATCHBAY_MODELS=none.*choose another embedding/),
  });
  await expect(collections.setEmbedding(id, { provider: "built-in", model: "other" })).rejects.toMatchObject({
    code: "bad_input",
  });
  expect(await collections.get(id)).toMatchObject({ embeddingModel: null, reembedding: null });
  await models.close();
  await rm(home, { recursive: true });
});
