import { useEffect } from "react";
import { reach } from "../../lib/edit/reach.ts";
import { isTyping } from "../editor/actions/is-typing.ts";
import { useEditorStore } from "../editor/store/context.tsx";
import { graphOf } from "../editor/store/document-slice.ts";

/** Milliseconds Shift is held before the canvas dims: Shift with another key or a click means something else. */
const holdFor = 220;

/** While Shift is held with nodes selected, everything they do not depend on is dimmed. */
export function useDependencyHighlight(): void {
  const store = useEditorStore();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const clear = () => {
      clearTimeout(timer);
      if (store.getState().highlighted) store.getState().set({ highlighted: undefined });
    };
    const show = () => {
      const state = store.getState();
      if (state.selection.nodes.size === 0 || state.history.gesture) return;
      state.set({ highlighted: reach(graphOf(state), state.selection.nodes, "up") });
    };
    const down = (event: KeyboardEvent) => {
      if (event.repeat) return;
      clear();
      const isBare = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey;
      if (isBare && !isTyping(event.target)) timer = setTimeout(show, holdFor);
    };
    const stop = new AbortController();
    const on = { signal: stop.signal };
    document.addEventListener("keydown", down, on);
    document.addEventListener("keyup", clear, on);
    document.addEventListener("pointerdown", clear, on);
    window.addEventListener("blur", clear, on);
    return () => {
      clear();
      stop.abort();
    };
  }, [store]);
}
