import type { BaseMessage } from "@langchain/core/messages";
import { z } from "zod";
import type { FileRef, Message } from "../../../lib/values/values.ts";
import { defineNode, port } from "../../define.ts";
import { readAnswer } from "../../models/answer.ts";
import { modelRef } from "./model-ref.ts";
import {
  answerOptions,
  demandPrompt,
  filesPort,
  maxTokens,
  onIncomplete,
  systemPrompt,
  temperature,
} from "./model-settings.ts";

type In = { prompt: string; history?: Message[]; files?: FileRef[] };
type Out = { reply: string; message: Message };

const never = new AbortController().signal;

export const chatModel = defineNode({
  type: "chat-model",
  version: 1,
  title: "Chat model",
  summary: "Sends a prompt to a language model and streams its reply.",
  category: "model",
  effect: "costly",
  icon: "message-square",
  keywords: ["llm", "gpt", "claude", "gemini", "chatgpt", "completion", "ai", "answer", "generate", "openai", "ollama"],
  subtitle: "model",
  config: z.object({
    model: modelRef(),
    system: systemPrompt(),
    temperature: temperature(0.2),
    maxTokens: maxTokens(1024),
    onIncomplete: onIncomplete(),
  }),
  inputs: {
    prompt: port("text", { title: "Prompt", description: "What the model is asked." }),
    history: port("messages", { title: "History", description: "What was said before.", optional: true }),
    files: filesPort(),
  },
  outputs: {
    reply: port("text", { title: "Reply", description: "The reply as text." }),
    message: port("message", {
      title: "Message",
      description: "The reply as a message, for a history; with the reasoning before it where the provider shows it.",
    }),
  },
  docs: {
    about:
      "The Chat model node sends a prompt to a language model and streams its reply. Its settings are the model, a system prompt, the temperature and the maximum number of output tokens. The optional input “History” takes what was said before, and “Files” takes pictures, PDFs and other files, each in the form that the model's provider has for it; where it has none, the text of the file is sent in its place. A model that reads text alone is not given a picture: the step fails and says so. The reply leaves as text at “Reply” and as a message at “Message”. When the answer is cut at the limit, filtered, refused or broken off, the step fails and says so, unless “Incomplete answer” is “continue”; then the step is marked.",
    example: {
      summary: "A question with a system prompt that asks for short answers.",
      config: { system: "Answer in one word.", temperature: 0 },
      inputs: { prompt: "What is the capital of France?" },
      given: "The model replies “Paris”.",
      outputs: { reply: "Paris", message: { role: "assistant", content: "Paris" } },
    },
  },
  async build({ config, services }) {
    const model = await services.models.chat(config.model, answerOptions(config));
    const [{ RunnableSequence }, { readConversation }] = await Promise.all([
      import("@langchain/core/runnables"),
      import("../../models/messages.ts"),
    ]);
    return RunnableSequence.from<In, Out>([
      async ({ prompt, history = [], files = [] }: In, { signal = never }: { signal?: AbortSignal }) => {
        demandPrompt({ prompt, history, files });
        return await readConversation({ system: config.system, history, prompt, files }, { services, signal });
      },
      model,
      (answer: BaseMessage): Out => {
        const { text, reasoning } = readAnswer(answer, config.onIncomplete);
        const thoughts = reasoning === undefined ? {} : { reasoning };
        return { reply: text, message: { role: "assistant", content: text, ...thoughts } };
      },
    ]);
  },
});
