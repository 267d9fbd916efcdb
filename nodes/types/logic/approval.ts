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
  waits: true,
  icon: "user-check",
  keywords: ["human", "review", "confirm", "manual", "wait", "decision"],
  subtitle: "title",
  config: z.object({
    title: z
      .string()
      .max(200)
      .default("Please decide")
      .meta({ title: "Title", description: "What is to be decided, in a few words." }),
    message: z
      .string()
      .max(20_000)
      .default("")
      .meta({
        title: "Message",
        description: "Liquid: {{ value }} is the value to decide on; other names become ports.",
        widget: "template",
        expression: { language: "liquid", reads: "inputs" },
      }),
    expires: z.number().positive().max(8784).optional().meta({
      title: "Hours to decide",
      description: "No decision in time counts as a rejection. Leave empty to wait without a limit.",
    }),
  }),
  inputs: { value: port("any", { title: "Value", description: "What is to be decided on." }) },
  outputs: {
    approved: port("any", { title: "Approved", description: "The value, when it was approved." }),
    refused: port("any", {
      title: "Rejected",
      description: "The value, when it was rejected or no one decided in time.",
    }),
    comment: port("text", { title: "Comment", description: "What the person wrote." }),
  },
  derived: [{ from: "template", side: "inputs", setting: "message", kind: "any" }],
  docs: {
    about:
      "The Approval node waits until a person approves or rejects, in Patchbay, through the API or by a link. Its title and message say what is to be decided; the message is a Liquid template that reads the value as `{{ value }}`, and other names in it become ports. The value leaves at “Approved” or at “Rejected”, and the comment at “Comment”. With “Hours to decide”, no decision in time counts as a rejection. While it waits, the run holds no worker.",
    example: {
      summary: "A person sees the message with the value filled in, and approves.",
      config: { title: "Send this reply?", message: "To {{ value.to }}: {{ value.text }}" },
      inputs: { value: { to: "Ada", text: "See you at nine." } },
      given: "A person approves, with the comment “Good.”.",
      outputs: { approved: { to: "Ada", text: "See you at nine." }, comment: "Good." },
    },
  },
  build:
    ({ config: { title, message, expires } }) =>
    async ({ value }, call) => {
      const text = await renderTemplate(message, call.values, call);
      const expiresMs = expires === undefined ? undefined : expires * 3_600_000;
      const { status, comment } = await call.approval({ title, message: text, expiresMs });
      return status === "approved" ? { approved: value, comment } : { refused: value, comment };
    },
});
