"use client";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Textarea } from "../ui/form/input.tsx";

type Props = {
  /** Which of the two answers is on its way. */
  busy: "approve" | "refuse" | undefined;
  onDecide: (decision: { approve: boolean; comment: string }) => void;
};

/** Yes or no, and a word about it that goes on with the run. */
export function DecisionForm({ busy, onDecide }: Props) {
  const [comment, setComment] = useState("");
  const submit = (approve: boolean) => onDecide({ approve, comment: comment.trim() });
  return (
    <div className="flex flex-col gap-3">
      <Field label="Comment" optional>
        {(ids) => (
          <Textarea
            {...ids}
            rows={2}
            maxLength={5000}
            className="field-sizing-content max-h-48"
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
        )}
      </Field>
      <div className="grid grid-cols-2 gap-2 sm:flex sm:justify-end">
        <Button busy={busy === "refuse"} disabled={busy !== undefined} onClick={() => submit(false)}>
          <X aria-hidden className="size-4" /> Reject
        </Button>
        <Button tone="primary" busy={busy === "approve"} disabled={busy !== undefined} onClick={() => submit(true)}>
          <Check aria-hidden className="size-4" /> Approve
        </Button>
      </div>
    </div>
  );
}
