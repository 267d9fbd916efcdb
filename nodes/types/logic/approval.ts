import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { renderTemplate } from "../../liquid/liquid.ts";

export const approval = defineNode({
  type: "approval",
  version: 1,
  title: "Approval",
  summary:
    "Waits until a person approves or rejects, in Patchbay, through the API or by link. A waiting run needs no worker.",
  category: "logic",
  effect: "pure",
  icon: "user-check",
  keywords: ["human", "review", "confirm", "manual", "wait", "decision"],
  subtitle: "title",
  config: z.object({
    title: z.string().max(200).default("Please decide").meta({ title: "Title" }),
    message: z.string().max(20_000).default("").meta({
      title: "Message",
      description: "Liquid: {{ value }} is the value to decide on; other names become ports.",
      widget: "template",
    }),
    expires: z.number().positive().max(8784).optional().meta({
      title: "Hours to decide",
      description: "No decision in time counts as a rejection. Leave empty to wait without a limit.",
    }),
  }),
  inputs: { value: port("any", { title: "Value" }) },
  outputs: {
    approved: port("any", { title: "Approved" }),
    refused: port("any", { title: "Rejected" }),
    comment: port("text", { title: "Comment" }),
  },
  derived: [{ from: "template", side: "inputs", setting: "message", kind: "any" }],
  build:
    ({ config: { title, message, expires } }) =>
    async ({ value }, call) => {
      const text = await renderTemplate(message, call.values, call);
      const expiresMs = expires === undefined ? undefined : expires * 3_600_000;
      const { status, comment } = await call.approval({ title, message: text, expiresMs });
      return status === "approved" ? { approved: value, comment } : { refused: value, comment };
    },
});
