import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { openLog } from "../platform/log.ts";
import { claimedRun } from "../tests/engine/claimed-run.ts";
import { combineTelemetry, type Telemetry } from "./telemetry.ts";

const run = claimedRun();
const write = { batches: 1, steps: 1, events: 1, blobs: 0, ms: 1 };
const fails = () => {
  throw new Error("the exporter is broken");
};

it("reports to the others, and says so, when one of them throws", () => {
  let text = "";
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const heard: string[] = [];
  const broken: Telemetry = { start: () => ({ step: fails, end: fails }), wrote: fails, retriedWrite: fails };
  const works: Telemetry = {
    start: () => ({ step: () => heard.push("step"), end: () => heard.push("end") }),
    wrote: () => heard.push("wrote"),
    retriedWrite: () => heard.push("retried"),
  };
  const telemetry = combineTelemetry([broken, { ...broken, start: fails }, works], openLog("info", "test", sink));
  const started = telemetry.start(run);
  started.end({ status: "cancelled" });
  telemetry.wrote(write);
  telemetry.retriedWrite();
  expect(heard).toEqual(["end", "wrote", "retried"]);
  expect(text).toContain("the exporter is broken");
});

it("guards a single listener as well", () => {
  const only = { start: fails, wrote: fails, retriedWrite: fails };
  const telemetry = combineTelemetry([only], openLog("silent", "test"));
  telemetry.start(run).end({ status: "cancelled" });
  telemetry.wrote(write);
});
