/** The list of models of a server that speaks OpenAI's API, each field where some server has been seen to put it. */
import { z } from "zod";

export const mostListed = 5000;
export const Context = z.number().int().positive().nullish().catch(null);

const Model = z.object({
  id: z.string().min(1),
  /** Together's. */
  type: z.string().optional().catch(undefined),
  /** vLLM's, OpenRouter's and Together's, Groq's, Mistral's and LM Studio's, and llama.cpp's. */
  ...{ max_model_len: Context, context_length: Context, context_window: Context, max_context_length: Context },
  meta: z.object({ n_ctx: Context, n_ctx_train: Context }).nullish().catch(null),
});
const Listed = z.array(z.unknown()).max(mostListed);

/** Ollama's says null for none; Together's and GitHub's is a list without an object around it. */
const List = z.union([z.object({ data: Listed.nullable() }).transform(({ data }) => data ?? []), Listed.min(1)]);

/** A model that is not written as one is left out; a list of such alone is none. */
export const CompatibleModels = List.transform((list, context) => {
  const models = list.flatMap((each) => Model.safeParse(each).data ?? []);
  if (models.length === 0 && list.length > 0) context.addIssue({ code: "custom", message: "It lists no models." });
  return models
    .filter(({ type = "" }) => !/image|embed|rerank|moderation|audio|video|transcri/i.test(type))
    .map((each) => ({ name: each.id, context: contextOf(each) }));
});

function contextOf({ meta, ...model }: z.infer<typeof Model>): number | null {
  const { max_model_len, context_length, context_window, max_context_length } = model;
  // What a server was started with counts before what its model was trained with.
  const own = max_model_len ?? context_window ?? context_length ?? max_context_length;
  return own ?? meta?.n_ctx ?? meta?.n_ctx_train ?? null;
}
