import { useEffect } from "react";
import { keyOf, useCollections, useModels } from "../inspector/pickers.tsx";
import { useEditorStore } from "./context.tsx";

/** Gives the cards the names behind ids: a collection's name, the default model's. */
export function useLabels(): void {
  const store = useEditorStore();
  const collections = useCollections().data;
  const models = useModels().data;
  useEffect(() => {
    const byDefault = models?.find(({ ref }) => keyOf(ref) === keyOf({ provider: "default", model: "" }));
    const names = (collections ?? []).map(({ id, name }) => [id, name] as const);
    store.getState().set({
      labels: { collections: Object.fromEntries(names), defaultModel: byDefault ? ` · ${byDefault.description}` : "" },
    });
  }, [store, collections, models]);
}
