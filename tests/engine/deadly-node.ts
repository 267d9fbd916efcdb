import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { defineNode, port } from "../../nodes/define.ts";

/** Ends its process after `ms`, at once for 0; `only` for this text, if one is given. */
export const die = defineNode({
  type: "die",
  version: 1,
  title: "Die",
  summary: "Ends its worker.",
  category: "logic",
  effect: "pure",
  icon: "box",
  config: z.object({ ms: z.number().default(0), only: z.string().optional() }),
  inputs: { text: port("text", { optional: true }) },
  outputs: { text: port("text") },
  build:
    ({ config }) =>
    async ({ text }) => {
      if (config.ms > 0) await sleep(config.ms);
      if (config.only === undefined || config.only === text) process.kill(process.pid, "SIGKILL");
      return { text: text ?? "" };
    },
});
