/** Ollama's own protocol: it streams a line of JSON a piece. */
import { defined } from "../../../lib/values/defined.ts";
import type { ChatOptions } from "../../define.ts";
import { type Answerer, AnswererModel, type ReadPrice } from "../answerer-model.ts";
import type { ModelCredential } from "./credential.ts";
import { foldAnswer } from "./fold-answer.ts";
import { responseError } from "./model-error.ts";
import { postJson, wireMessages } from "./wire.ts";

const smallestContext = 4096;

type Deps = { credential: ModelCredential; readPrice: ReadPrice };

export function ollama(model: string, { credential, readPrice }: Deps, options: ChatOptions): AnswererModel {
  const url = `${credential.baseUrl.replace(/\/+$/, "")}/api/chat`;
  const answer: Answerer = async (messages, { signal, onPiece }) => {
    const { temperature, maxTokens, schema } = options;
    const said = wireMessages(messages, { hasSystem: true });
    const num_ctx = contextFor(JSON.stringify(said), maxTokens ?? 2048);
    const body = {
      model,
      messages: said,
      stream: true,
      // Newer servers then refuse a prompt that is too long, which they would otherwise cut without a word.
      truncate: false,
      options: { num_ctx, ...defined({ temperature, num_predict: maxTokens }) },
      ...defined({ format: schema }),
    };
    const response = await postJson(url, { credential, signal, body });
    if (!response.ok || !response.body) throw await responseError(response);
    return await foldAnswer(response.body, { signal, onPiece });
  };
  return new AnswererModel(model, answer, readPrice);
}

/**
 * The context to ask for, in tokens: Ollama's default is small, and it cuts what does not fit. Three bytes a token is more
 * than most texts take. Powers of two, because Ollama loads the model again whenever the number changes.
 */
function contextFor(text: string, answerTokens: number): number {
  const needed = Math.ceil(Buffer.byteLength(text) / 3) + answerTokens;
  return Math.max(smallestContext, 2 ** Math.ceil(Math.log2(needed)));
}
