import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { readTime } from "../../../lib/values/written/read-time.ts";
import { defineNode, port } from "../../define.ts";

const maxSeconds = 366 * 86_400;

export const delay = defineNode({
  type: "delay",
  version: 1,
  title: "Delay",
  summary: "Waits for a duration or until a time, then passes its value on. A waiting run needs no worker.",
  category: "logic",
  effect: "pure",
  waits: true,
  icon: "timer",
  keywords: ["wait", "sleep", "timer", "pause", "later", "schedule"],
  subtitle: "seconds",
  config: z.object({
    seconds: z.number().min(0).max(maxSeconds).default(60).meta({
      title: "Seconds",
      description: "Used when nothing is connected to “Until”.",
    }),
  }),
  inputs: {
    value: port("any", { title: "Value", description: "Any value." }),
    until: port("text", {
      title: "Until",
      description: "A date and time such as 2027-01-31T09:00:00Z.",
      optional: true,
    }),
  },
  outputs: { value: port("any", { title: "Value", description: "The same value, after the wait." }) },
  docs: {
    about:
      "The Delay node waits for a number of seconds and passes its value on. With a date and time at “Until”, such as `2027-01-31T09:00:00Z`, it waits until then; without a zone it is UTC, and other notations are refused. A delay may take up to a year. While it waits, the run uses no worker and survives restarts.",
    example: {
      summary: "A value continues after a minute.",
      config: { seconds: 60 },
      inputs: { value: "Reminder" },
      given: "A minute passes.",
      outputs: { value: "Reminder" },
    },
  },
  build:
    ({ config }) =>
    async ({ value, until }, call) => {
      await call.sleep(until === undefined ? config.seconds * 1000 : msUntil(until));
      return { value };
    },
});

function msUntil(until: string): number {
  const time = readTime(until);
  if (time === undefined) {
    const words = `“${until.slice(0, 60)}” is not a date and time. Write it as 2027-01-31T09:00:00Z.`;
    throw new PatchbayError("bad_input", words);
  }
  const ms = time - Date.now();
  if (ms > maxSeconds * 1000) throw new PatchbayError("bad_input", "A delay can be at most one year.");
  return Math.max(0, ms);
}
