/** A database that takes no writes for a while, as hosted ones do when their disk is full or a standby takes over. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { isTransientDbError } from "../../../platform/retry/transient-db-error.ts";
import { setReadOnly, testDatabase } from "../../helpers/database.ts";
import { graphOf, openHarness, textField } from "../fixtures.ts";

/** Answers a POST when it is let go. */
async function openGate() {
  const { promise: asked, resolve: onAsked } = Promise.withResolvers<void>();
  const { promise: open, resolve: letGo } = Promise.withResolvers<void>();
  const server = createServer(async (_request, response) => {
    onAsked();
    await open;
    response.end("open");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, asked, letGo, [Symbol.asyncDispose]: close };
}

test("a run waits until what it did may be written, and no step of it fails or runs again", async () => {
  await using db = await testDatabase();
  await using harness = await openHarness(db);
  await using gate = await openGate();
  await harness.worker();
  const graph = graphOf(
    {
      in: ["input", { fields: [textField] }],
      gate: ["post", { url: gate.url }],
      nap: ["nap", { ms: 5 }],
      out: ["output", { fields: [textField] }],
    },
    ["in.text > gate.text", "gate.answer > nap.text", "nap.text > out.text"],
  );
  const id = await harness.start(graph, { text: "x" });
  await gate.asked;
  await setReadOnly(db.url, true);
  gate.letGo();
  await expect(harness.start(graph, { text: "x" }), "nothing is accepted").rejects.toSatisfy(isTransientDbError);
  await setReadOnly(db.url, false);
  expect(await harness.finished(id)).toMatchObject({ status: "succeeded", output: { text: "open" } });
  const steps = await db.prisma.step.findMany({ where: { runId: id }, select: { attempt: true, status: true } });
  expect(steps).toEqual(Array(4).fill({ attempt: 1, status: "succeeded" }));
});
