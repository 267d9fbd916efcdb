import type { ModelRef } from "../../lib/models/models.ts";
import { type Models, openModels } from "../../nodes/models/models.ts";
import type { ModelCredential } from "../../nodes/models/providers/credential.ts";
import { weightsHome } from "./weights.ts";

type Options = {
  mode?: "all" | "none";
  credentials?: Record<string, ModelCredential>;
  defaultModel?: ModelRef;
};

/** The real models, with credentials from a list: `await using models = testModels(…)`. */
export function testModels({ mode = "none", credentials = {}, defaultModel }: Options = {}): Models & AsyncDisposable {
  const models = openModels({
    home: weightsHome,
    mode,
    readCredential: async (id) => credentials[id],
    readDefaultModel: async () => defaultModel ?? { provider: "built-in", model: "" },
  });
  return { ...models, [Symbol.asyncDispose]: () => models.close() };
}
