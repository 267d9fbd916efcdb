import { untitled } from "../../../lib/graph/untitled.ts";
import { errorMessage } from "../../api/backend.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import type { EditorParts } from "../store/context.tsx";

export async function renamePipeline({ store, edit }: EditorParts, name: string): Promise<void> {
  const { name: before, setName } = store.getState();
  setName(name);
  try {
    await edit?.backend.rename(name);
  } catch (thrown) {
    setName(before);
    toast(errorMessage(thrown), { tone: "danger" });
  }
}

/** What an empty pipeline was made from names it, as long as it has no name of its own. */
export async function nameUntitled(parts: EditorParts, name: string): Promise<void> {
  if (parts.store.getState().name === untitled) await renamePipeline(parts, name.slice(0, 120));
}
