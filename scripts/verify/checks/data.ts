import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { refused, v1 } from "../api.ts";
import type { Check, CheckContext } from "../check.ts";
import { Problem, withAdvice } from "../problem.ts";

const Made = z.object({ id: z.string() });
const Document = z.object({ id: z.string(), status: z.string(), error: z.string().nullish() });
const Models = z.array(
  z.object({ title: z.string(), available: z.boolean(), unavailableReason: z.string().optional() }),
);
const Chunks = z.array(z.object({ text: z.string() }));

const name = "npm run verify: collection";
const text = "The lighthouse of Patchbay blinks twice and then rests for as long as a gull needs to turn around.";
const indexLimitMs = 120_000;

export const models: Check = {
  name: "models",
  needs: ["API key"],
  async run({ api }) {
    const { value } = await api.call("GET", `${v1}/models`, { schema: Models });
    const ready = value.filter(({ available }) => available);
    const advice = "See Settings → Models and credentials.";
    if (ready.length === 0) throw new Problem("No model can be used.", advice);
    const warnings = value
      // What was left out on purpose is no fault.
      .filter(({ available, unavailableReason = "" }) => !available && !unavailableReason.includes("PATCHBAY_MODELS"))
      .map(({ title, unavailableReason = "it is not available" }) => ({
        problem: `${title}: ${unavailableReason}`,
        advice,
      }));
    return { detail: `${ready.length} of ${value.length} can be used`, warnings };
  },
};

/** A file goes to storage, and a worker reads it from there. */
export const storage: Check = {
  name: "storage",
  needs: ["workers"],
  async run(context) {
    const { api } = context;
    const collectionId = await makeCollection(context);
    const form = new FormData();
    form.set("file", new Blob([text], { type: "text/plain" }), "verify.txt");
    const since = performance.now();
    const path = `${v1}/collections/${collectionId}/documents`;
    const answer = await api.open(path, { method: "POST", body: form });
    const uploadMs = performance.now() - since;
    const said = await answer.text();
    if (!answer.ok) throw refused(`POST ${path}`, answer.status, said);
    const [document] = z.array(Made).parse(JSON.parse(said));
    const indexMs = await untilReady(context, `${path}/${document?.id}`);
    context.made.collectionId = collectionId;
    return {
      detail: "a file was stored, and a worker has read it",
      hops: [
        { from: "this machine", to: "storage (a file of 100 bytes)", ms: uploadMs },
        { from: "storage", to: "worker (read, embedded, indexed)", ms: indexMs },
      ],
    };
  },
};

export const vectors: Check = {
  name: "vector store",
  needs: ["storage"],
  async run({ api, made }) {
    const body = { text: "How does the light at the coast behave?", mode: "vector", limit: 1 };
    const path = `${v1}/collections/${made.collectionId}/search`;
    const { value, ms } = await api.call("POST", path, { schema: Chunks, body, limitMs: 60_000 });
    if (value[0]?.text !== text) {
      const advice = "Look into the log of the worker for what became of the document.";
      throw new Problem("A search by meaning does not find the only chunk of the collection.", advice);
    }
    return {
      detail: "finds a text by its meaning",
      hops: [{ from: "web", to: "vector store (embed and search)", ms }],
    };
  },
};

async function makeCollection({ api, cleanUp }: CheckContext): Promise<string> {
  const { value } = await api.call("POST", `${v1}/collections`, { schema: Made, body: { name } });
  const path = `${v1}/collections/${value.id}`;
  cleanUp(`The collection “${name}”`, () => api.call("DELETE", path, { schema: z.unknown() }));
  return value.id;
}

async function untilReady({ api }: CheckContext, path: string): Promise<number> {
  const since = performance.now();
  while (performance.now() - since < indexLimitMs) {
    const { value } = await api.call("GET", path, { schema: Document });
    if (value.status === "ready") return performance.now() - since;
    if (value.status === "failed") {
      const problem = `A document could not be indexed: ${value.error ?? "no reason is given."}`;
      throw withAdvice(new Problem(problem, "Look into the log of the worker: it names the cause."), "workers");
    }
    await sleep(100);
  }
  const problem = `A document was not indexed within ${indexLimitMs / 1000} s.`;
  throw new Problem(problem, "Look at Settings → Workers: is a worker overloaded, or does the broker lag?");
}
