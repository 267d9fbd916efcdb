import { expect, test } from "vitest";
import type { z } from "zod";
import type { Api } from "./api.ts";
import { runChecks } from "./check.ts";
import { clocks, disks, secret } from "./checks/surroundings.ts";

const url = "http://127.0.0.1:9";
const options = {
  url,
  key: undefined,
  isJson: false,
  signIn: undefined,
  mail: undefined,
  wantsBrowser: false,
  wantsModel: false,
};
const disk = { freeBytes: 50e9, totalBytes: 100e9 };
const well = { clockMs: 0, disk, secret: "same" };

/** What the checks say of an installation with these workers, web being well. */
async function outcomes(workers: readonly object[], web: object = { clockMs: 0, disk }) {
  const about = { state: "alive", version: "1", room: 1, delayMs: 0, echoMs: 1 };
  const said = {
    ...{ now: "2026-01-01T00:00:00Z", broker: "postgres", brokerLagMs: 1, web },
    workers: workers.map((worker, at) => ({ id: `worker-${at + 1}`, ...about, ...worker })),
    queue: { queued: 0, running: 0, oldestDueAt: null },
  };
  const api: Api = {
    async call<T>(_method: string, _path: string, { schema }: { schema: z.ZodType<T> }) {
      return { value: schema.parse(said), status: 200, ms: 1 };
    },
    open: async () => new Response(),
  };
  const checks = [secret, clocks, disks].map((check) => ({ ...check, needs: [] }));
  const found = await runChecks({ api, options, made: {} }, { checks });
  return Object.fromEntries(found.map((one) => [one.name, one]));
}

test("an installation in order", async () => {
  const found = await outcomes([well, well]);
  expect(Object.values(found).map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
  expect(found.secret?.detail).toBe("web and 2 workers have the same");
  expect(found.disks?.detail).toBe("50.0 GB free or more");
});

test("a worker with another secret is named, with what to do", async () => {
  const { secret: found } = await outcomes([well, { ...well, secret: "other" }]);
  expect(found).toMatchObject({ status: "failed", detail: "Another PATCHBAY_SECRET than that of web: worker-2." });
  expect(found?.complaints[0]?.advice).toContain("start them anew");
});

test("a clock that is off is told, and one that is far off fails", async () => {
  const { clocks: off } = await outcomes([{ ...well, clockMs: -5000 }]);
  expect(off).toMatchObject({ status: "warning" });
  expect(off?.complaints[0]?.problem).toBe("The clock of worker-1 is 5 s behind the database's.");
  const { clocks: wrong } = await outcomes([well], { clockMs: 60_000, disk });
  expect(wrong).toMatchObject({ status: "failed", detail: "The clock of web is 60 s ahead of the database's." });
  expect(wrong?.complaints[0]?.advice).toContain("chrony");
});

test("a disk that is nearly full is told, and one that is full fails; a large one may be as full as it likes, and one may be small", async () => {
  const free = (freeBytes: number, totalBytes = 100e9) => ({ ...well, disk: { freeBytes, totalBytes } });
  const { disks: low } = await outcomes([free(5e9)]);
  expect(low).toMatchObject({ status: "warning" });
  expect(low?.complaints[0]?.problem).toBe("The disk of worker-1 is nearly full: 5.0 GB of 100.0 GB are free.");
  expect((await outcomes([free(100e6)])).disks?.status).toBe("failed");
  expect((await outcomes([free(90e9, 2e12)])).disks?.status).toBe("ok");
  expect((await outcomes([free(120e6, 128e6)])).disks?.status).toBe("ok");
  expect((await outcomes([free(20e6, 128e6)])).disks?.status).toBe("failed");
});

test("workers of the release before are asked nothing that they do not tell", async () => {
  const found = await outcomes([{}], {});
  expect(Object.values(found).map(({ status }) => status)).toEqual(["left out", "left out", "left out"]);
});
