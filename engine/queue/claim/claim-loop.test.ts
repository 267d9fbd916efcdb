import { expect, test } from "vitest";
import { openDb } from "../../../platform/database/db.ts";
import { openLog } from "../../../platform/log.ts";
import { makeClaimLoop } from "./claim-loop.ts";
import { makeFairShare } from "./fair-share.ts";

test("a claim that fails keeps no later one from its turn", async () => {
  const db = openDb("postgres://patchbay@127.0.0.1:1/none", { name: "claim-loop-test" });
  let isBroken = true;
  const loop = makeClaimLoop({
    ...{ pool: db.pool, log: openLog("silent", "test"), workerId: "w", perWorkspace: 1 },
    fairShare: makeFairShare({ most: 1, now: () => 0 }),
    capacity() {
      if (isBroken) throw new Error("broken");
      return 0;
    },
    ...{ held: () => [], holds: () => false, unclaimed: () => [], start() {} },
  });
  await expect(loop.claim(["a"])).rejects.toThrow("broken");
  isBroken = false;
  expect(await loop.claim(["a"])).toEqual(["a"]);
  await loop.close();
  await db.close();
});
