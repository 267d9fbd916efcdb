"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useEditing, useEditor, useEditorStore } from "./store/context.tsx";

const whileOnMs = 2000;
const whileOffMs = 20_000;

/** Asks how the triggers stand while the page is looked at, and puts the answer where the cards and the switch find it. */
export function LiveTriggers() {
  const store = useEditorStore();
  const { backend } = useEditing();
  const pipelineId = useEditor((state) => state.pipelineId);
  const version = useEditor((state) => state.latestVersion);
  const { data } = useQuery({
    queryKey: ["triggers", pipelineId, version],
    queryFn: () => backend.readTriggers(),
    refetchInterval: ({ state: { data } }) => {
      if (data?.isOn) return whileOnMs;
      return data && data.triggers.length > 0 ? whileOffMs : false;
    },
  });
  useEffect(() => {
    if (data) store.getState().set({ triggers: data });
  }, [store, data]);
  return null;
}
