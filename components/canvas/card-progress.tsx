import type { Progress } from "../../lib/nested-views.ts";
import { progressInWords } from "../runs/use-progress.ts";

/** How far a map or a loop is: in words, and as a line where it is known how many there will be. */
export function CardProgress({ progress }: { progress: Progress }) {
  const { done, failed, total } = progress;
  const share = (count: number) => `${total ? (count / total) * 100 : 0}%`;
  return (
    <div className="pb-card-progress">
      <p>{progressInWords(progress)}</p>
      {total ? (
        <div aria-hidden className="pb-card-progress-line">
          <span className="bg-success" style={{ width: share(done) }} />
          <span className="bg-danger" style={{ width: share(failed) }} />
        </div>
      ) : null}
    </div>
  );
}
