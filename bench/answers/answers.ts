/** How often the first example, with the models on board, answers rightly: about the handbook and about single documents. */
import { readFile } from "node:fs/promises";
import { openCollections } from "../../collections/collections.ts";
import { openDrivers } from "../../collections/drivers.ts";
import { chunksOf } from "../../collections/ingest/chunks.ts";
import { defaultModelRef } from "../../lib/models/models.ts";
import type { Services } from "../../nodes/define.ts";
import { openModels } from "../../nodes/models/models.ts";
import { ensureWeights } from "../../nodes/models/weights/weights.ts";
import { retriever } from "../../nodes/types/collection/retriever.ts";
import { chatModel } from "../../nodes/types/model/chat-model.ts";
import { prompt } from "../../nodes/types/model/prompt.ts";
import { openDb } from "../../platform/database/db.ts";
import { applyMigrations } from "../../scripts/migrate.ts";
import { askTheHandbook } from "../../server/examples/ask-the-handbook.ts";
import { exampleFiles } from "../../server/examples/example-files.ts";
import { runNode } from "../../tests/helpers/node.ts";
import { openBenchPostgres } from "../postgres.ts";
import { heldOutDocuments, tunedDocuments } from "./document-questions.ts";
import { type Asked, heldOut, tuned } from "./handbook-questions.ts";

const home = process.env.PATCHBAY_HOME ?? ".patchbay";
const signal = new AbortController().signal;

export async function benchAnswers(): Promise<Record<string, unknown>[]> {
  if ((await ensureWeights({ home })) === "unavailable") throw new Error("The built-in model could not be fetched.");
  await using bench = await openAsking();
  const handbook = await bench.collectionOf(await exampleFiles("handbook"));
  const rows = [
    await score("handbook, tuned on", tuned, handbook),
    await score("handbook, held out", heldOut, handbook),
  ];
  const kinds = { "tuned on": tunedDocuments, "kind held out": heldOutDocuments };
  for (const [note, documents] of Object.entries(kinds)) {
    for (const [name, questions] of Object.entries(documents)) {
      const data = await readFile(new URL(`./documents/${name}`, import.meta.url));
      rows.push(await score(`${name}, ${note}`, questions, await bench.collectionOf([{ name, data }])));
    }
  }
  return rows;
}

type Ask = (question: string) => Promise<Answered>;

async function score(name: string, questions: readonly Asked[], ask: Ask): Promise<Record<string, unknown>> {
  let [found, right] = [0, 0];
  for (const asked of questions) {
    const { context, answer } = await ask(asked.question);
    found += asked.says.test(context) ? 1 : 0;
    right += asked.says.test(answer) ? 1 : 0;
    if (!asked.says.test(answer)) console.log(wrong(asked, { context, answer }));
  }
  return { questions: `${name}: ${questions.length}`, "chunks hold it": found, "answer says it": right };
}

type Answered = { context: string; answer: string };

function wrong({ question, says }: Asked, { context, answer }: Answered): string {
  return `${question}\n  ${says.test(context) ? "found" : "not found"}: ${answer}`;
}

/** The three nodes of the example with the settings they have there, for files in a collection of their own. */
async function openAsking() {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await openBenchPostgres());
  const url = await postgres.database("answers");
  await applyMigrations(url);
  const db = openDb(url, { max: 4 });
  stack.defer(() => db.close());
  await db.prisma.workspace.create({ data: { id: "w", name: "w", defaultModel: defaultModelRef } });
  const models = openModels({
    home,
    mode: "all",
    readCredential: async () => undefined,
    readDefaultModel: async () => defaultModelRef,
  });
  stack.defer(() => models.close());
  const drivers = openDrivers({ pool: db.pool, pinecone: { readCredential: async () => undefined } });
  const broker = { publish: async () => {} };
  const collections = openCollections({ ...db, broker, drivers, embed: models.embed }, "w");
  const services: Partial<Services> = { models, collections };
  const owned = stack.move();
  async function collectionOf(files: readonly { name: string; data: Uint8Array }[]): Promise<Ask> {
    const { id } = await collections.create({ name: files[0]?.name ?? "Empty" });
    for (const file of files)
      await collections.add(id, await chunksOf(file, signal), { idempotencyKey: file.name, signal });
    const { nodes } = askTheHandbook.graph({ handbook: id, books: id, "judge-a-review": {} });
    const settings = (node: string) => ({ config: nodes[node]?.config ?? {}, services });
    return async (question) => {
      const found = await runNode(retriever, { ...settings("retrieve"), inputs: { query: question } });
      const context = String(found.outputs.context);
      const asked = await runNode(prompt, { ...settings("prompt"), inputs: { context, question } });
      const inputs = { prompt: asked.outputs.prompt ?? "" };
      const { outputs } = await runNode(chatModel, { ...settings("answer"), inputs });
      return { context, answer: String(outputs.reply) };
    };
  }
  return { collectionOf, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
