"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useCollections, useCredentials, useModels } from "../inspector/widgets/pickers.tsx";
import { useEditor, useEditorStore } from "./store/context.tsx";

/** Gives the canvas the names behind ids: of collections, of credentials, of the default model. */
export function Labels() {
  const store = useEditorStore();
  const collections = useCollections().data;
  const models = useModels().data;
  const credentials = useCredentials().data;
  const queries = useQueryClient();
  const changes = useEditor((state) => state.collectionChanges);
  useEffect(() => {
    if (changes > 0) void queries.invalidateQueries({ queryKey: ["collections"] });
  }, [queries, changes]);
  useEffect(() => {
    const byDefault = models?.find(({ ref }) => ref.provider === "default");
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
