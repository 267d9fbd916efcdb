/** The prices that a workspace has entered for its models. */
import { type ModelPrice, otherPriceOf, type Price, priceOf } from "../lib/models/prices.ts";
import type { Database } from "./database/db.ts";

/** Of a model by its names, the one that was asked for first; undefined when none is entered or well known. */
export async function readPrice(
  prisma: Database,
  workspaceId: string,
  { names, provider }: { names: readonly string[]; provider?: string | undefined },
): Promise<Price | undefined> {
  const entered = await prisma.modelPrice.findMany({ where: { workspaceId, model: { in: [...names] } } });
  return priceOf(names, entered, provider) ?? otherPriceOf(names, provider);
}

export async function listPrices(prisma: Database, workspaceId: string): Promise<ModelPrice[]> {
  const rows = await prisma.modelPrice.findMany({ where: { workspaceId }, orderBy: { model: "asc" } });
  return rows.map(({ model, input, cached, output }) => ({ model, input, cached, output }));
}

export async function setPrice(prisma: Database, workspaceId: string, price: ModelPrice): Promise<void> {
  const { model } = price;
  const where = { workspaceId_model: { workspaceId, model } };
  await prisma.modelPrice.upsert({ where, create: { workspaceId, ...price }, update: price });
}

/** The model's price is then what is well known of it, or unknown. */
export async function removePrice(prisma: Database, workspaceId: string, model: string): Promise<void> {
  await prisma.modelPrice.deleteMany({ where: { workspaceId, model } });
}
