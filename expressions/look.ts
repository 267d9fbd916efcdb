/** What is wrong with an expression and what it gives, as a step would evaluate it. */
import {
  type ExpressionAnswer,
  type ExpressionAsk,
  expressionLimits,
  type Language,
  type Result,
} from "../lib/expressions/expression.ts";
import { Values } from "../lib/run.ts";
import { parseJson, stringifyJson } from "../lib/values/exact-json.ts";
import { Json } from "../lib/values/json.ts";
import { checkJsonata, makePrograms, messageOf, resultText } from "./jsonata.ts";
import { checkLiquid, escapeForUrl, makeRenderer, reasonOf } from "./liquid.ts";
import { makeJsonRenderer } from "./liquid-json.ts";

/** As long as a step may take. A regular expression can keep JSONata from looking at the clock: who asks has one, too. */
const limitMs = 2000;
const programOf = makePrograms(limitMs);
const fill = {
  liquid: makeRenderer(limitMs),
  "liquid-url": makeRenderer(limitMs, escapeForUrl),
  "liquid-json": makeJsonRenderer(limitMs),
};

export async function lookAtExpression({ language, text, context }: ExpressionAsk): Promise<ExpressionAnswer> {
  const problem = language === "jsonata" ? checkJsonata(text) : checkLiquid(text);
  if (problem?.level === "error") return { problem };
  const result = context === undefined ? undefined : await resultOf(language, text, context);
  return { ...(problem ? { problem } : {}), ...(result ? { result } : {}) };
}

async function resultOf(language: Language, text: string, context: Json): Promise<Result> {
  try {
    if (language === "jsonata") return shown(resultText(await programOf(text).evaluate(context)) ?? "null");
    return shown(JSON.stringify(await fill[language](text, Values.parse(context))));
  } catch (thrown) {
    return { error: language === "jsonata" ? messageOf(thrown) : reasonOf(thrown) };
  }
}

/** Of a value that is too large its beginning, as text. */
function shown(json: string): Result {
  const { shown: most } = expressionLimits;
  if (json.length <= most) return { value: Json.parse(parseJson(json)), bytes: json.length, isCut: false };
  const whole = parseJson(json);
  const text = typeof whole === "string" ? whole : stringifyJson(whole, 2);
  return { value: text.slice(0, most), bytes: json.length, isCut: true };
}
