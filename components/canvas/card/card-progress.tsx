import type { Progress } from "../../../lib/views/nested-views.ts";
import { formatProgress } from "../../runs/timeline/format-progress.ts";

/** The progress of a map or a loop: as text, and as a line where it is known how many there will be. */
export function CardProgress({ progress }: { progress: Progress }) {
  const { done, failed, total } = progress;
  const share = (count: number) => `${total ? (count / total) * 100 : 0}%`;
  return (
    <div className="pb-card-progress">
      <p>{formatProgress(progress)}</p>
      {total ? (
        <div aria-hidden className="pb-card-progress-line">
          <span className="bg-success" style={{ width: share(done) }} />
          <span className="bg-danger" style={{ width: share(failed) }} />
        </div>
      ) : null}
    </div>
  );
}
