import { X } from "lucide-react";
import { useEditorStore } from "../../editor/store/context.tsx";
import { isUnderWay, type NodeUpload } from "../../editor/store/upload-slice.ts";
import { describeFailure, describeUpload, shareDone } from "../../editor/upload/describe-upload.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Progress } from "../../ui/text/progress.tsx";

/** How far the documents are that were added at this node. The node's settings say it of each. */
export function CardUpload({ nodeId, upload }: { nodeId: string; upload: NodeUpload }) {
  const store = useEditorStore();
  const { documents } = upload;
  const isBusy = documents.some(isUnderWay);
  const failed = documents.filter(({ status }) => status === "failed");
  return (
    <div className="pb-card-progress">
      <div className="flex items-center gap-2">
        <p role="status" className="min-w-0 flex-1">
          {describeUpload(documents)}
        </p>
        {isBusy ? null : (
          <IconButton
            label="Dismiss"
            size="sm"
            hint={false}
            className="-my-1 -mr-1"
            onClick={() => store.getState().setUpload(nodeId, () => undefined)}
          >
            <X aria-hidden />
          </IconButton>
        )}
      </div>
      {isBusy ? <Progress label="Adding documents" done={shareDone(documents)} total={1} /> : null}
      {failed.slice(0, 2).map((document) => (
        <p key={document.key} className="text-danger">
          {describeFailure(document)}
        </p>
      ))}
    </div>
  );
}
