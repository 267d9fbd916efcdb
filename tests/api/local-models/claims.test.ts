/** Who works at a model file, when the database could not be told of it for a while. */
import { expect, test } from "vitest";
import { openDb } from "../../../platform/database/db.ts";
import { newId } from "../../../platform/ids.ts";
import { ClaimLost, openClaims } from "../../../server/local-models/claims.ts";
import { testDatabase } from "../../helpers/database.ts";

test("a file is never worked at twice in one process, and by another one when its claim has run out", async () => {
  await using cleanUp = new AsyncDisposableStack();
  const database = cleanUp.use(await testDatabase());
  const db = openDb(database.url, { name: "test", max: 2 });
  cleanUp.defer(() => db.close());
  const workspaceId = newId();
  await db.prisma.workspace.create({ data: { id: workspaceId, name: "w", defaultModel: {} } });
  const id = newId();
  const given = { key: "m", name: "M", state: "downloading", context: 4096, url: "https://models.invalid/m" };
  await db.prisma.localModel.create({ data: { id, workspaceId, ...given } });

  const [here, there] = [openClaims(db.prisma), openClaims(db.prisma)];
  expect(await here.next()).toMatchObject({ id });
  await here.holding(id, async () => {
    expect(await there.next()).toBeUndefined();
    await db.prisma.localModel.update({ where: { id }, data: { claimedUntil: new Date(0) } });
    expect(await here.next()).toBeUndefined();
    expect(await there.next()).toMatchObject({ id });
    await expect(here.note(id, { doneBytes: 1 })).rejects.toThrow(ClaimLost);
    expect(await here.isDeleted(id)).toBe(false);
  });
  await db.prisma.localModel.delete({ where: { id } });
  expect(await here.isDeleted(id)).toBe(true);
});
