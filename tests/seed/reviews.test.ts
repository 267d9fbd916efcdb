import { expect, test } from "vitest";
import { seed } from "../../prisma/seed.ts";
import { createApiKey } from "../../server/auth/api-keys.ts";
import { ensureOwner } from "../../server/auth/owner.ts";
import { openTestServer } from "../api/test-server.ts";

const verdicts = [
  ["praise", "quality"],
  ["complaint", "delivery"],
  ["complaint", "service"],
  ["complaint", "price"],
  ["praise", "delivery"],
  ["complaint", "quality"],
  ["praise", "service"],
  ["praise", "price"],
];

test("the example “Reviews to a table” judges each review by the pipeline inside it", async () => {
  await using testServer = await openTestServer();
  const { db } = testServer.app;
  await seed({ db });
  const { workspaceId, userId } = await ensureOwner(db.prisma);
  // The built-in model embeds the reviews; the handbook and the books would only go before them.
  await db.prisma.document.deleteMany();
  const { key } = await createApiKey(db.prisma, { workspaceId, name: "Test", role: "owner", createdBy: userId });
  await testServer.work();
  const { id } = await db.prisma.pipeline.findFirstOrThrow({ where: { exampleKey: "reviews-to-table" } });
  // As it was published, and as it is on the canvas.
  for (const version of [{ version: 1 }, {}]) {
    const body = { inputs: {}, ...version };
    const { body: run } = await testServer.rest("POST", `/pipelines/${id}/runs?wait=60`, { key, body });
    expect(run, JSON.stringify(run.error)).toMatchObject({ status: "succeeded" });
    const { rows, table, failed } = run.output;
    expect(rows.map(({ verdict, topic }: Record<string, string>) => [verdict, topic])).toEqual(verdicts);
    expect(table).toContain("**4 of 8** reviews are praise.");
    expect(table).toContain("| A bargain. I would have paid twice as much. | praise | price |");
    expect(failed).toEqual([]);
  }
});
