/** What people do with a model file that is there, or on its way. */
import { rm } from "node:fs/promises";
import { PatchbayError } from "../../lib/errors.ts";
import { LocalModelFacts, type LocalModelUse, type LocalModelView } from "../../lib/models/local-models.ts";
import type { Db } from "../../platform/database/db.ts";
import { localModelPath, localPartPath } from "../../platform/local-models.ts";
import type { ModelRow } from "./claims.ts";
import type { FetchLoop } from "./fetch-loop.ts";
import { describeUses, usesOf } from "./uses.ts";
import { viewOf } from "./view-of.ts";

type Deps = { db: Db; home: string; loop(): FetchLoop | undefined };
type Of = { workspaceId: string; id: string };
type Change = { name?: string | undefined; context?: number | undefined };

export function manageLocalModels({ db, home, loop }: Deps) {
  const { prisma } = db;

  async function find({ workspaceId, id }: Of): Promise<ModelRow> {
    const row = await prisma.localModel.findFirst({ where: { id, workspaceId } });
    if (!row) throw new PatchbayError("not_found", "There is no such local model. It may have been deleted.");
    return row;
  }

  return {
    async change(of: Of, { name, context }: Change): Promise<LocalModelView> {
      const row = await find(of);
      const facts = LocalModelFacts.safeParse(row.facts).data;
      if (context !== undefined && facts && context > facts.trainedContext) {
        const words = `“${row.name}” was made for at most ${facts.trainedContext.toLocaleString("en")} tokens of context. Enter that or less.`;
        throw new PatchbayError("bad_input", words);
      }
      const data = { ...(name === undefined ? {} : { name }), ...(context === undefined ? {} : { context }) };
      return viewOf(await prisma.localModel.update({ where: { id: row.id }, data }));
    },

    /** Goes on with a download that failed. */
    async retry(of: Of): Promise<LocalModelView> {
      const row = await find(of);
      if (row.state !== "failed" || row.url === null)
        throw new PatchbayError("conflict", "Only a download that has failed can be tried again.");
      const data = { state: "downloading", error: null, claimedUntil: null };
      // Only one of several who press the button at once begins it.
      await prisma.localModel.updateMany({ where: { id: row.id, state: "failed" }, data });
      loop()?.poke();
      return viewOf(await find(of));
    },

    /** Also stops a download. Throws `conflict` for one that something uses, unless `anyway`. */
    async remove(of: Of, { anyway }: { anyway: boolean }): Promise<void> {
      const row = await find(of);
      const used = anyway ? undefined : describeUses(await usesOf(db, { ...of, key: row.key }));
      if (used !== undefined) {
        const advice = "Choose another model there first, or delete it anyway.";
        throw new PatchbayError("conflict", `“${row.name}” is used by ${used}. ${advice}`);
      }
      await prisma.localModel.deleteMany({ where: { id: row.id } });
      await loop()?.stop(row.id);
      await rm(localModelPath(home, row.id), { force: true });
      await rm(localPartPath(home, row.id), { force: true });
    },

    async uses(of: Of): Promise<LocalModelUse> {
      const { key } = await find(of);
      return await usesOf(db, { ...of, key });
    },
  };
}
