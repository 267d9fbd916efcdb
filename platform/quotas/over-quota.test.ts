import { expect, test } from "vitest";
import { overQuota, overRunQuota } from "./over-quota.ts";

test("a refused run says which quota, how much is used, when it frees and who can raise it", () => {
  const day = { quota: "runsPerDay", most: 1000, used: 1000, retryMs: 7_260_000 } as const;
  const error = overRunQuota(day, false);
  expect(error).toMatchObject({ code: "over_run_quota", retryAfterMs: 7_260_000, canRetry: true });
  expect(error.userMessage).toBe(
    "This workspace has used its quota of runs a day (1,000 of 1,000): the run was not accepted. The next day begins at midnight UTC, in 2 h 1 min. An administrator of the installation can raise it in Settings → Quotas.",
  );
  const atOnce = overRunQuota({ ...day, quota: "runsAtOnce", most: 10, used: 10, retryMs: 1000 }, false);
  expect(atOnce.userMessage).toContain("as many runs under way or waiting as its quota allows (10 of 10)");
});

test("strangers are told no amounts; the log is", () => {
  const error = overRunQuota({ quota: "runsPerDay", most: 5, used: 5, retryMs: 30_000 }, true);
  expect(error.userMessage).not.toMatch(/\d/);
  expect(error.message).toContain("5 of 5");
  expect(error.message).toContain("in 1 min");
});

test("what has no room says what would make some", () => {
  const storage = overQuota("storageBytes", { most: 2_000_000, used: 1_500_000, more: 700_000 });
  expect(storage).toMatchObject({ code: "over_quota", canRetry: false });
  expect(storage.userMessage).toContain("(1.5 MB of 2 MB used, and this takes 700 kB). Delete files or documents");
  const chunks = overQuota("chunks", { most: 5000, used: 4990, more: 25 });
  expect(chunks.userMessage).toBe(
    "This workspace's quota of chunks in collections leaves no room (4,990 of 5,000 used, and this takes 25). Delete documents that you no longer need, or cut them into larger chunks. An administrator of the installation can raise it in Settings → Quotas.",
  );
  const members = overQuota("members", { most: 3, used: 2, more: 2 });
  expect(members.userMessage).toContain("(2 of 3 used, and 1 open invitation)");
});

test("a quota of 0 is told without advice that could not help", () => {
  const advice = "An administrator of the installation can raise it in Settings → Quotas.";
  const none = { most: 0, used: 0, retryMs: 1000 };
  expect(overRunQuota({ ...none, quota: "runsPerDay" }, false).userMessage).toBe(
    `This workspace's quota of runs a day is 0: the run was not accepted. ${advice}`,
  );
  expect(overQuota("activePipelines", { most: 0, used: 0, more: 1 }).userMessage).toBe(
    `This workspace's quota of pipelines that are switched on is 0. ${advice}`,
  );
});
