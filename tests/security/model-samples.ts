/** Inputs for the procedures about local models and prices (samples.ts). */
import { newId } from "../../platform/ids.ts";
import type { Tenant, TestServer } from "../api/test-server.ts";

/** One whose download has failed. */
export async function furnishLocalModel({ app }: TestServer, { workspaceId }: Tenant): Promise<string> {
  const id = newId();
  const about = { key: "m", name: "For the owner's eyes", state: "failed", context: 4096 };
  await app.db.prisma.localModel.create({ data: { id, workspaceId, ...about, url: "https://models.invalid/m" } });
  return id;
}

export function modelSamples(id: string) {
  return {
    "localModels.list": { names: false },
    "localModels.add": { input: { url: "https://models.invalid/m.gguf" }, names: false },
    "localModels.update": { input: { id, name: "other" }, names: true },
    "localModels.retry": { input: { id }, names: true },
    "localModels.uses": { input: { id }, names: true },
    "localModels.delete": { input: { id }, names: true },
    "prices.list": { names: false },
    "prices.set": { input: { model: "m", input: 1, cached: null, output: 2 }, names: false },
    "prices.remove": { input: { model: "m" }, names: false },
  };
}
