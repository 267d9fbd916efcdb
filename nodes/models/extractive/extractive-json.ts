/** Fills a JSON Schema with quotes: for each field the sentence, number, date or choice of the text that fits its name best. */
import { exactNumber, mostDigits } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { JsonSchema } from "../../json-schema/json-schema.ts";
import type { Embedder } from "../built-in/embeddings.ts";
import { phraseFor } from "./phrase.ts";
import { dot, type Ranked, rankSentences, type Sentence, sentencesOf } from "./sentences.ts";

type How = { embedder: Embedder; signal: AbortSignal | undefined };
type Scope = How & { sentences: readonly Sentence[]; label: string; depth: number };

export function fillSchema(text: string, schema: JsonSchema, how: How): Promise<Json> {
  return fill(schema, { ...how, sentences: sentencesOf(text, { withHeadings: true }), label: "", depth: 0 });
}

async function fill(schema: Json | undefined, scope: Scope): Promise<Json> {
  if (!isSchema(schema) || scope.depth > 8) return null;
  const { type, properties, items, description } = schema;
  const label = [scope.label, typeof description === "string" ? description : ""].join(" ").trim();
  const here = { ...scope, label, depth: scope.depth + 1 };
  if ("const" in schema) return schema.const ?? null;
  if (Array.isArray(schema.enum)) return nearestChoice(schema.enum, here);
  const kind = Array.isArray(type) ? type[0] : type;
  if (kind === "object" || isSchema(properties)) return fillObject(properties, here);
  if (kind === "array") return fillList(items, schema, here);
  return fillScalar({ ...schema, type: kind ?? null }, here);
}

async function fillObject(properties: Json | undefined, scope: Scope): Promise<Json> {
  const filled: [string, Json][] = [];
  for (const [name, part] of isSchema(properties) ? Object.entries(properties) : []) {
    filled.push([name, await fill(part, { ...scope, label: words(name) })]);
  }
  return Object.fromEntries(filled);
}

/** An item for each sentence near the label, in the text's order: at most three quotes, or ten rows of fields. */
async function fillList(items: Json | undefined, { minItems, maxItems }: JsonSchema, scope: Scope): Promise<Json> {
  const ranked = await rankSentences(scope.label, scope.sentences, scope);
  const isRow = isSchema(items) && (items.type === "object" || isSchema(items.properties));
  const most = Math.min(typeof maxItems === "number" ? maxItems : 10, isRow ? 10 : 3);
  const least = typeof minItems === "number" ? minItems : 0;
  const floor = (ranked[0]?.score ?? 0) * (isRow ? 0.3 : 0.8);
  const chosen = ranked.filter(({ score }, index) => index < least || score >= floor).slice(0, Math.max(least, most));
  const inOrder = chosen.sort((a, b) => a.position - b.position);
  return Promise.all(
    inOrder.map(({ text }) =>
      fill(items ?? { type: "string" }, { ...scope, sentences: [{ text, about: "", isFirst: true }] }),
    ),
  );
}

async function fillScalar(schema: JsonSchema, scope: Scope): Promise<Json> {
  const { type: kind } = schema;
  const ranked = await rankSentences(scope.label, scope.sentences, scope);
  if (kind === "number" || kind === "integer") return pickNumber(ranked, { ...schema, type: kind });
  if (kind === "boolean")
    return (ranked[0]?.score ?? 0) > 0.3 && !/\b(no|not|never|n't)\b/i.test(ranked[0]?.text ?? "");
  if (kind === "null") return null;
  return phraseFor(scope.label, ranked[0]?.text ?? "");
}

const numberWords = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

/** The first number of the best sentences that the field allows, digits or words; else the nearest allowed one to 0. */
function pickNumber(ranked: readonly Ranked[], { type, minimum, maximum }: JsonSchema): number | bigint {
  const least = typeof minimum === "number" ? minimum : -Infinity;
  const most = typeof maximum === "number" ? maximum : Infinity;
  const found = ranked.flatMap(({ text }) => text.toLowerCase().match(/-?\d+(?:[.,]\d+)?|[a-z]+/g) ?? []);
  const numbers = found.map((word) =>
    /\d/.test(word) ? exactNumber(word.replace(",", ".").slice(0, mostDigits)) : numberWords.indexOf(word),
  );
  const isNumber = (value: number | bigint, index: number) =>
    isReal(value) && (value >= 0 || /\d/.test(found[index] ?? ""));
  const fits = (value: number | bigint) =>
    value >= least && value <= most && (type !== "integer" || typeof value === "bigint" || Number.isInteger(value));
  return numbers.filter(isNumber).find(fits) ?? Math.min(most, Math.max(least, 0));
}

const isReal = (value: number | bigint) => typeof value === "bigint" || Number.isFinite(value);

async function nearestChoice(choices: readonly Json[], { embedder, signal, sentences, label }: Scope): Promise<Json> {
  const names = choices.map((choice) => `${label} ${String(choice)}`);
  const [text = [], ...vectors] = await embedder.embed(
    [
      sentences
        .map(({ text }) => text)
        .join(" ")
        .slice(0, 2000),
      ...names,
    ],
    signal,
  );
  const scores = vectors.map((vector) => dot(text, vector));
  return choices[scores.indexOf(Math.max(...scores))] ?? null;
}

/** `dueDate` and `due_date` as “due date”. */
function words(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/[_-]+/g, " ")
    .toLowerCase();
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
