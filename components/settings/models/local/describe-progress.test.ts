import { expect, test } from "vitest";
import { describeCopy, describeProgress, shareDone } from "./describe-progress.ts";

test("says how much of a file is there, how fast it comes and how long it takes", () => {
  const progress = { state: "downloading", bytes: 4e9, doneBytes: 1e9, bytesPerSecond: 10e6 } as const;
  expect(describeProgress(progress)).toBe("1 GB of 4 GB · 10 MB/s · 5 min 00 s left");
  expect(shareDone(progress)).toBe(0.25);
});

test("says what it can before anything is known", () => {
  const progress = { bytes: null, doneBytes: 0, bytesPerSecond: null } as const;
  expect(describeProgress({ ...progress, state: "downloading" })).toBe("Asking for the file");
  expect(describeProgress({ ...progress, bytes: 5, doneBytes: 5, state: "checking" })).toBe("Checking the file");
  expect(shareDone({ ...progress, state: "downloading" })).toBe(0);
});

test("says which machine fetches a file, and how much of it is there", () => {
  expect(describeCopy({ machine: "worker-2", doneBytes: 1.2e9 }, 4.1e9)).toBe(
    "worker-2 fetches the file: 1.2 GB of 4.1 GB",
  );
});
