import { BackendProblem, type EditorBackend } from "../../api/backend.ts";
import type { EditorStore } from "../store/store.ts";

const again = { after: 500, most: 10 } as const;

/** Takes over the name and the newest version that someone else, or this person in another tab, has given. */
export async function readLabels(
  store: EditorStore,
  backend: EditorBackend,
  attempts: number = again.most,
): Promise<void> {
  try {
    const { name, latestVersion, revision, isChanged } = await backend.readLabels();
    const { setName, setPublished, publishedGraph, savedGraph, revision: seen } = store.getState();
    setName(name);
    // What was published may be a draft that is still on its way to this page.
    if (!isChanged && revision > seen && attempts > 0) {
      setTimeout(() => void readLabels(store, backend, attempts - 1), again.after);
      return;
    }
    const isPublished = !isChanged && revision === seen;
    if (latestVersion !== undefined) setPublished(latestVersion, isPublished ? savedGraph : publishedGraph);
  } catch (thrown) {
    // Without a connection the labels stay as they were; with the next one they are old, and no more than that.
    if (!(thrown instanceof BackendProblem)) throw thrown;
  }
}
