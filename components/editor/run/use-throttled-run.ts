import { useEffect, useState } from "react";
import type { LiveRun } from "../../runs/timeline/fold-detail.ts";
import { useEditorStore } from "../store/context.tsx";
import { hasManyActive } from "./run-step.ts";

/** Milliseconds between two renders of a run, and while many of its steps are active, when each render costs more. */
const pace = { usual: 120, manyActive: 400 } as const;

/**
 * The run on the canvas for a panel of many rows: a new run and a change of its status at once, words and steps a few
 * times a second. Cards follow every frame by themselves.
 */
export function useThrottledRun(): LiveRun | undefined {
  const store = useEditorStore();
  const [run, setRun] = useState(() => store.getState().run);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const update = () => {
      clearTimeout(timer);
      timer = undefined;
      setRun(store.getState().run);
    };
    update();
    const stop = store.subscribe(({ run: now }, { run: before }) => {
      if (now === before) return;
      const isOther = now?.detail.id !== before?.detail.id || now?.detail.status !== before?.detail.status;
      if (isOther) update();
      else timer ??= setTimeout(update, hasManyActive(now) ? pace.manyActive : pace.usual);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [store]);
  return run;
}
