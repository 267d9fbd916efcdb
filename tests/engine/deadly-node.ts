import { EventEmitter } from "node:events";
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

/** Leaves an error uncaught, in a `timer`, a `listener` or a rejected `promise`, before it answers or (`late`) after. */
export const stray = defineNode({
  type: "stray",
  version: 1,
  title: "Stray",
  summary: "Leaves an error uncaught.",
  category: "logic",
  effect: "costly",
  icon: "box",
  config: z.object({
    how: z.enum(["timer", "listener", "promise"]).default("timer"),
    late: z.boolean().default(false),
  }),
  inputs: { text: port("text", { optional: true }) },
  outputs: { text: port("text") },
  build:
    ({ config: { how, late } }) =>
    async ({ text }) => {
      const error = new Error(`left alone in a ${how}`);
      const leave = () => {
        if (how === "listener") new EventEmitter().emit("error", error);
        if (how === "promise") void Promise.reject(error);
        else throw error;
      };
      setTimeout(leave, late ? 30 : 1);
      if (!late) await new Promise(() => {});
      return { text: text ?? "" };
    },
});
