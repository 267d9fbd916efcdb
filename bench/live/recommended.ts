/** How soon a reader's recommendations show an interaction, over REST, in the example as it is shipped. */
import { openCollections } from "../../collections/collections.ts";
import { openDrivers } from "../../collections/drivers.ts";
import { demoStores, demoTopics } from "../../lib/demo/demo-names.ts";
import { inventReaders, nextInteraction } from "../../lib/demo/invented-readers.ts";
import { exampleFiles } from "../../server/examples/example-files.ts";
import { recommendInRealTime } from "../../server/examples/recommend-in-real-time.ts";
import { inMs, summarise } from "../statistics.ts";
import type { Site } from "./site.ts";

const rounds = Number(process.env.BENCH_RUNS ?? 200);
const warmRounds = 50;
const dimensions = 512;
const readers = inventReaders(50);

export async function benchRecommended(site: Site): Promise<Record<string, unknown>[]> {
  for (const name of Object.values(demoTopics)) await site.topic(name);
  const books = await addBooks(site);
  const graph = recommendInRealTime.graph({ books, handbook: "", "judge-a-review": {} });
  const pipelineId = await site.switchOn("Recommendations", graph);
  const times: number[] = [];
  for (let round = 0; round < warmRounds + rounds; round += 1) {
    const reader = readers[round % readers.length];
    if (!reader) continue;
    const value = nextInteraction([reader], Math.random, new Date());
    const before = await updatedAt(site, value.user);
    const began = performance.now();
    await site.publish(demoTopics.interactions, [{ key: value.user, value }]);
    while ((await updatedAt(site, value.user)) === before) {
      if (performance.now() - began > 10_000) throw new Error("no recommendation came in 10 s");
    }
    if (round >= warmRounds) times.push(performance.now() - began);
  }
  await site.rest("POST", `/pipelines/${pipelineId}/deactivate`);
  return [{ bench: "interaction → recommendation over REST, one at a time", ...inMs(summarise(times)) }];
}

async function updatedAt({ stack: { api } }: Site, user: string): Promise<string> {
  const headers = { authorization: `Bearer ${api.key}` };
  const response = await fetch(`${api.url}/stores/${demoStores.recommendations}/${user}`, { headers });
  return response.status === 404 ? "" : await response.text();
}

/** The shipped books under vectors that need no model: what is near to what makes no difference to the time. */
async function addBooks({ db, workspaceId }: Site): Promise<string> {
  const drivers = openDrivers({ ...db, pinecone: { readCredential: async () => undefined } });
  const deps = { ...db, broker: { publish: async () => {} }, drivers, embed };
  const collections = openCollections(deps, workspaceId);
  const { id } = await collections.create({ name: "Books" });
  const [file] = await exampleFiles("books");
  const [, ...sections] = `\n${Buffer.from(file?.data ?? []).toString()}`.split(/^## /m);
  const chunks = sections.map((section) => {
    const [heading = "", ...rest] = section.trim().split("\n");
    return { text: rest.join("\n").trim(), metadata: { heading, source: "books.md" } };
  });
  await collections.add(id, chunks, { idempotencyKey: "books", signal: AbortSignal.timeout(60_000) });
  return id;
}

async function embed(texts: readonly string[]): Promise<number[][]> {
  return texts.map((text) => {
    const parts = Array.from({ length: dimensions }, (_, index) =>
      Math.sin((index + 1) * (text.charCodeAt(index % text.length) || 1)),
    );
    const length = Math.hypot(...parts);
    return parts.map((part) => part / length);
  });
}
