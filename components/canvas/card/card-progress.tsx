import { nodeAt } from "../../../lib/graph/graph.ts";
import type { Progress } from "../../../lib/views/nested-views.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { formatProgress, nounOf } from "../../runs/timeline/format-progress.ts";

/** The progress of a map, a loop or an agent: as text, and as a line where it is known how many there will be. */
export function CardProgress({ id, progress }: { id: string; progress: Progress }) {
  const { done, failed, total } = progress;
  const noun = useEditor((state) => nounOf(state.catalogue.get(nodeAt(drawnGraphOf(state), id)?.type ?? "")));
  const share = (count: number) => `${total ? (count / total) * 100 : 0}%`;
  return (
    <div className="pb-card-progress">
      <p>{formatProgress(progress, noun)}</p>
      {total ? (
        <div aria-hidden className="pb-card-progress-line">
          <span className="bg-success" style={{ width: share(done) }} />
          <span className="bg-danger" style={{ width: share(failed) }} />
        </div>
      ) : null}
    </div>
  );
}
