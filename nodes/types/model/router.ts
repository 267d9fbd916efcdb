import { z } from "zod";
import { asPatchbayError, PatchbayError } from "../../../lib/errors.ts";
import { coerce } from "../../../lib/ports/ports.ts";
import type { Json } from "../../../lib/values/json.ts";
import { type Call, defineNode, port, type Services } from "../../define.ts";
import { evaluateJsonata } from "../../jsonata/evaluate.ts";
import { askModel } from "../../models/ask-model.ts";
import { jsonIn } from "../../models/json-in.ts";
import { nearestLine } from "../logic/nearest-line.ts";
import { isTrue } from "../logic/truth.ts";
import { modelRef } from "./model-ref.ts";

const otherwise = "otherwise";
const fixedOutputs = {
  otherwise: port("any", { title: "Otherwise", description: "The value, when no route fits." }),
  route: port("text", { title: "Route", description: "The name of the route, or “otherwise”." }),
  reason: port("text", { title: "Reason", description: "Why this route was taken, in a sentence." }),
  scores: port("json", { title: "Scores", description: "By examples: the similarity of each route, up to 1." }),
};

const Route = z.object({
  name: z
    .string()
    .min(1, "Give every route a name.")
    .max(64)
    .refine((name) => !Object.hasOwn(fixedOutputs, name), "Another output has this name. Choose a different one."),
  description: z.string().max(10_000).default(""),
});
type Route = z.infer<typeof Route>;
type Choice = { route: string; reason: string; scores?: Record<string, number> };
type Choose = (value: Json, call: Call) => Promise<Choice>;

export const router = defineNode({
  type: "router",
  version: 1,
  title: "Router",
  summary: "Sends a value to one of many branches: by rules, by examples, or as a small model chooses.",
  category: "logic",
  effect: "costly",
  icon: "route",
  keywords: ["route", "switch", "branch", "models", "intent", "classify", "cheap", "choose"],
  subtitle: "by",
  config: z.object({
    by: z.enum(["rules", "examples", "model"]).default("examples").meta({
      title: "Choose by",
      description: "Rules and examples need no key; a model understands descriptions.",
      widget: "select",
    }),
    routes: z
      .array(Route)
      .min(1)
      .max(50)
      .refine((routes) => new Set(routes.map(({ name }) => name)).size === routes.length, "Two routes have one name.")
      .default([
        { name: "small", description: "What are your opening hours?\nTranslate this word." },
        { name: "large", description: "Compare these contracts and say which risks they have.\nPlan a project." },
      ])
      .meta({
        title: "Routes",
        description:
          "By rules: a JSONata condition each, where $ is the value; the first that is true is taken. By examples: sentences, one per line. By a model: when to take it.",
        widget: "names",
      }),
    minScore: z
      .number()
      .min(0)
      .max(1)
      .default(0.2)
      .meta({
        title: "Minimum similarity",
        description: "Below it, the value leaves at “Otherwise”.",
        widget: "slider",
        usedWhen: { setting: "by", is: ["examples"] },
      }),
    model: modelRef().meta({ usedWhen: { setting: "by", is: ["model"] } }),
    instructions: z
      .string()
      .max(20_000)
      .default("")
      .meta({
        title: "Instructions",
        description: "What the model should know to choose. It is told the routes by itself.",
        widget: "textarea",
        usedWhen: { setting: "by", is: ["model"] },
      }),
  }),
  inputs: { value: port("any", { title: "Value", description: "What is to be sent on; a text, or what rules read." }) },
  outputs: fixedOutputs,
  derived: [{ from: "names", side: "outputs", setting: "routes", kind: "any" }],
  docs: {
    about:
      "The Router node sends a value to one of many branches, such as simple questions to a small model and hard ones to a large one. It chooses by rules, which are JSONata conditions in order (`$length(text) > 500`); by examples, whose similarity is measured with the embedding model on board; or by a small model, which is told what each route is for. A value that fits no route leaves at “Otherwise”. The outputs “Route” and “Reason” say what was chosen and why, and “Scores” how similar the examples were.",
    example: {
      summary: "A long text takes the route “large”.",
      config: {
        by: "rules",
        routes: [
          { name: "large", description: "$length($) > 40" },
          { name: "small", description: "true" },
        ],
      },
      inputs: { value: "Compare these two contracts and name their risks." },
      outputs: {
        large: "Compare these two contracts and name their risks.",
        route: "large",
        reason: "The rule “$length($) > 40” is true.",
        scores: {},
      },
    },
  },
  build: ({ config, services }) => {
    const choose = { rules: byRules, examples: byExamples, model: byModel }[config.by](config, services);
    return async ({ value }, call) => {
      const { route, reason, scores = {} } = await choose(value, call);
      return { route, reason, scores, [route]: value };
    };
  },
});

type Config = {
  routes: Route[];
  minScore: number;
  model: Parameters<Services["models"]["chat"]>[0];
  instructions: string;
};

function byRules({ routes }: Config): Choose {
  return async (value, call) => {
    for (const { name, description } of routes) {
      const rule = description.trim();
      if (rule === "")
        throw new PatchbayError("bad_input", `The route “${name}” has no rule. Write a condition for it.`);
      const found = await evaluateJsonata(rule, value, call).catch((thrown: unknown) => {
        const { code, userMessage } = asPatchbayError(thrown);
        throw new PatchbayError(code, `The rule of the route “${name}”: ${userMessage}`, { cause: thrown });
      });
      if (isTrue(found)) return { route: name, reason: `The rule “${shortened(rule)}” is true.` };
    }
    return { route: otherwise, reason: "No rule is true." };
  };
}

function byExamples({ routes, minScore }: Config, services: Services): Choose {
  const nearest = nearestLine(routes, services);
  return async (value, { signal }) => {
    const text = String(coerce(value, "json", "text"));
    if (text.trim() === "") return { route: otherwise, reason: "The text is empty." };
    const found = await nearest(text, signal);
    const scores = Object.fromEntries(found.map(({ name, score }) => [name, score]));
    const best = found.toSorted((a, b) => b.score - a.score)[0];
    if (!best) return { route: otherwise, reason: "There are no examples." };
    const { name, line } = best;
    const near = `The nearest example is “${shortened(line)}”, with a similarity of ${best.score.toFixed(2)}`;
    const isFar = best.score < minScore;
    const reason = isFar ? `${near}, below the minimum of ${minScore}.` : `${near}.`;
    return { route: isFar ? otherwise : name, reason, scores };
  };
}

function byModel({ routes, model, instructions }: Config, services: Services): Choose {
  const names = [...routes.map(({ name }) => name), otherwise];
  const schema = {
    type: "object",
    properties: {
      route: { type: "string", enum: names },
      reason: { type: "string", description: "Why, in a few words" },
    },
    required: ["route", "reason"],
  };
  const list = routes.map(({ name, description }) => `- ${name}: ${description.trim() || name}`).join("\n");
  const told = `${instructions.trim()}\n\nChoose the route for the text.\n${list}\n- ${otherwise}: none of these fits`;
  return async (value, call) => {
    const text = String(coerce(value, "json", "text"));
    if (text.trim() === "") return { route: otherwise, reason: "The text is empty." };
    const { formText } = await import("../../models/form.ts");
    const system = formText(told.trim(), schema);
    const options = { temperature: 0, maxTokens: 512, schema };
    const asked = await askModel(services, { system, prompt: text, model, options, part: null }, call);
    call.onUsage({ outcome: "complete", model: asked.model });
    const chosen = readChoice(asked.text, names);
    if (chosen) return { route: chosen.route, reason: `${asked.model}: ${chosen.reason || "no reason given"}` };
    if (asked.error) throw asked.error;
    return { route: otherwise, reason: `${asked.model} named none of the routes: ${shortened(asked.text)}` };
  };
}

function readChoice(answer: string, names: readonly string[]): { route: string; reason: string } | undefined {
  const isNamed = (text: string) => {
    const said = text.trim();
    return names.find((name) => name === said) ?? names.find((name) => name.toLowerCase() === said.toLowerCase());
  };
  for (const found of jsonIn(answer)) {
    const { route, reason }: { [key: string]: unknown } = { ...Object(found) };
    const name = typeof route === "string" ? isNamed(route) : undefined;
    if (name !== undefined) return { route: name, reason: typeof reason === "string" ? shortened(reason) : "" };
  }
  const name = isNamed(answer);
  return name === undefined ? undefined : { route: name, reason: "" };
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
