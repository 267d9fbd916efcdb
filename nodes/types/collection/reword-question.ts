import type { ModelRef } from "../../../lib/models/models.ts";
import type { Call, SearchQuery } from "../../define.ts";
import { type Asking, askModel } from "../../models/ask-model.ts";

type Ask = { query: string; ask: "as it is" | "in other words" | "by a likely answer"; model: ModelRef };

const WORDINGS = 3;
/** Of a list that a model writes all the same; a number that belongs to the question stays, as in “3D” or “3.5 mm”. */
const listMark = /^(?:[-*•]\s+|\(?\d{1,2}[.):](?!\d)\s*)+/;

/** What a model makes of a question before it is searched for. Throws when the model does not answer. */
export async function rewordQuestion(
  services: Asking,
  { query, ask, model }: Ask,
  call: Call,
): Promise<Pick<SearchQuery, "others" | "passage">> {
  if (ask === "as it is") return {};
  const isReworded = ask === "in other words";
  const system = isReworded
    ? `Write the question in ${WORDINGS} other ways, with other words for the same. One on each line, without numbers, and nothing else.`
    : "Write a short passage, of two or three sentences, such as a document that answers the question would have it. Write nothing else.";
  const options = { temperature: 0, maxTokens: 300 };
  const asked = await askModel(services, { model, system, prompt: query, options, part: null }, call);
  if (asked.error) throw asked.error;
  if (!isReworded) return { passage: asked.text.trim() };
  const lines = asked.text.split("\n").map((line) => line.trim().replace(listMark, "").trim());
  const others = [...new Set(lines)].filter((line) => line !== "" && line.toLowerCase() !== query.trim().toLowerCase());
  return { others: others.slice(0, WORDINGS) };
}
