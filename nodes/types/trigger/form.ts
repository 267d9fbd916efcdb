import { FormSettings } from "../../../lib/hooks/form-settings.ts";
import { defineNode } from "../../define.ts";

/** Starts a run for each submission of its page. The server shows the page and takes them (server/forms). */
export const form = defineNode({
  type: "form",
  version: 1,
  title: "Form",
  summary: "Starts a run when people fill in its page, without an account.",
  category: "trigger",
  effect: "pure",
  icon: "list-checks",
  keywords: ["page", "questionnaire", "survey", "contact", "submission", "public", "fields", "intake", "trigger"],
  role: "run-trigger",
  hook: "form",
  subtitle: "title",
  config: FormSettings,
  inputs: {},
  outputs: {},
  derived: [{ from: "fields", side: "outputs", setting: "fields" }],
  docs: {
    about:
      "The Form node has a page that people fill in without an account, once the pipeline is published and switched on. Its address stands in the node's settings. Each field is a question on the page and an output port: a short or a long text, an email address, a number, yes or no, a choice, a date or a file. An optional text that is left empty is an empty text, and any other field that is left empty is not taken. After sending, people see a text, the answer that reaches the Output node while it is written, or another page. Each submission is one run, also when the button is pressed twice or the page is loaded again; fields that only programs fill in, and more submissions than the limit, start none. Why a run failed is for members only. Before the pipeline is switched on, what is sent from the test page can become the test event.",
    example: {
      summary: "A visitor leaves a message.",
      config: {
        fields: [
          { name: "name", kind: "text", title: "Your name" },
          { name: "topic", kind: "text", format: "choice", choices: ["Order", "Return"], title: "What is it about?" },
          { name: "message", kind: "text", format: "long", title: "Your message" },
        ],
      },
      inputs: { name: "Ada", topic: "Return", message: "The lamp arrived broken." },
      outputs: { name: "Ada", topic: "Return", message: "The lamp arrived broken." },
    },
  },
  build: () => (_inputs, call) => call.values,
});
