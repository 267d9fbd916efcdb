"use client";
import { useEffect } from "react";
import { keyOf, useCollections, useCredentials, useModels } from "../inspector/widgets/pickers.tsx";
import { useEditorStore } from "./store/context.tsx";

/** Gives the canvas the names behind ids: of collections, of credentials, of the default model. */
export function Labels() {
  const store = useEditorStore();
  const collections = useCollections().data;
  const models = useModels().data;
  const credentials = useCredentials().data;
  useEffect(() => {
    const byDefault = models?.find(({ ref }) => keyOf(ref) === keyOf({ provider: "default", model: "" }));
    const names = (collections ?? []).map(({ id, name }) => [id, name] as const);
    const { set, labels } = store.getState();
    set({
      labels: {
        collections: Object.fromEntries(names),
        defaultModel: byDefault ? ` · ${byDefault.description}` : "",
        // Until they have been read anew, those that came with the page.
        credentials: credentials?.map(({ id, name }) => ({ id, name })) ?? labels.credentials,
      },
    });
  }, [store, collections, models, credentials]);
  return null;
}
