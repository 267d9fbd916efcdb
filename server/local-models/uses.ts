import { z } from "zod";
import { LocalModelUse } from "../../lib/models/local-models.ts";
import type { Db } from "../../platform/database/db.ts";
import { localModelUses } from "./sql/local-model-uses.ts";

/** What names a local model: the default model, and pipelines in their draft or newest version. */
export async function usesOf(
  { pool }: Pick<Db, "pool">,
  of: { workspaceId: string; key: string },
): Promise<LocalModelUse> {
  const { rows } = await pool.query({ ...localModelUses, values: [of.workspaceId, of.key] });
  return z.tuple([LocalModelUse]).parse(rows)[0];
}

/** Such as “the default model and 2 pipelines (Ask, Sort)”; undefined when nothing uses it. */
export function describeUses({ isDefaultModel, pipelines }: LocalModelUse): string | undefined {
  const names = pipelines.slice(0, 5).map(({ name }) => `“${name}”`);
  const more = pipelines.length > 5 ? ` and ${pipelines.length - 5} more` : "";
  const counted = [
    isDefaultModel ? "the default model of the workspace" : "",
    pipelines.length === 0
      ? ""
      : `${pipelines.length === 1 ? "the pipeline" : "the pipelines"} ${names.join(", ")}${more}`,
  ];
  return counted.filter((each) => each !== "").join(" and ") || undefined;
}
