/** What a server of Ollama says of its models (`/api/show`), of which its list of them tells only the names. */
import { z } from "zod";

const Shown = z.object({
  capabilities: z.array(z.string()).nullish().catch(null),
  model_info: z.record(z.string(), z.unknown()).nullish().catch(null),
});
type Listed = { name: string; context: number | null };
const atATime = 8;
const most = 200;

/** Those that chat, with the longest context of each. What cannot be asked is left as it was listed. */
export async function describeOllamaModels(
  listed: readonly Listed[],
  show: (model: string) => Promise<unknown>,
): Promise<Listed[]> {
  const found: Listed[] = [];
  for (let from = 0; from < listed.length; from += atATime) {
    const some = listed.slice(from, from + atATime);
    const asked = from < most ? some.map(({ name }) => show(name).catch(() => undefined)) : [];
    const told = (await Promise.all(asked)).map((each) => Shown.safeParse(each).data);
    for (const [index, model] of some.entries()) found.push(...described(model, told[index]));
  }
  return found;
}

/** Older servers tell no capabilities. */
function described(model: Listed, shown: z.infer<typeof Shown> | undefined): Listed[] {
  if (shown?.capabilities && !shown.capabilities.includes("completion")) return [];
  const info = shown?.model_info ?? {};
  const context = z
    .number()
    .int()
    .positive()
    .safeParse(info[`${String(info["general.architecture"])}.context_length`]);
  return [{ ...model, context: context.data ?? model.context }];
}
