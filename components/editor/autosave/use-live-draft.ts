import { useEffect } from "react";
import { toast } from "../../ui/overlay/toast.tsx";
import { useEditing, useEditorStore } from "../store/context.tsx";
import { readLabels } from "./read-labels.ts";

/** Milliseconds a page may be out of sight before it gives its connection back: a browser has few for one server. */
const hiddenFor = 60_000;
const againAfter = 10_000;

/** While the page is looked at: hears of saves elsewhere and of who else is here. */
export function useLiveDraft(): void {
  const store = useEditorStore();
  const { backend, saver } = useEditing();
  useEffect(() => {
    let stop: (() => void) | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const close = () => {
      clearTimeout(timer);
      stop?.();
      stop = undefined;
      store.getState().setSave({ editors: [] });
    };
    const open = () => {
      clearTimeout(timer);
      if (stop) return;
      stop = backend.watchDraft(store.getState().tab, {
        onEvent: (event) => {
          if (event.type === "saved") saver.hear(event.revision);
          else if (event.type === "labelled") void readLabels(store, backend);
          else store.getState().setSave({ editors: event.editors });
        },
        onProblem: (problem) => {
          close();
          // What was refused would be again. A look at the page asks anew: access may have come back, as by signing in elsewhere.
          if (problem.kind !== "refused") timer = setTimeout(open, againAfter);
          else toast(problem.message, { tone: "danger" });
        },
      });
    };
    const onVisibilityChange = () => {
      clearTimeout(timer);
      if (document.hidden) timer = setTimeout(close, hiddenFor);
      else open();
    };
    onVisibilityChange();
    document.addEventListener("visibilitychange", onVisibilityChange);
    return () => {
      document.removeEventListener("visibilitychange", onVisibilityChange);
      close();
    };
  }, [store, backend, saver]);
}
