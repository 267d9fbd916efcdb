"use client";
import { useState } from "react";
import { Segments } from "../../../ui/form/segments.tsx";
import { AddDialog } from "../../../ui/overlay/add-dialog.tsx";
import { AddByAddress } from "./add-by-address.tsx";
import { AddByUpload } from "./add-by-upload.tsx";

const ways = [
  { value: "address", label: "By address" },
  { value: "upload", label: "From this computer" },
] as const;

export function AddLocalModel({ onChanged }: { onChanged: () => void }) {
  const [way, setWay] = useState<"address" | "upload">("address");
  return (
    <AddDialog
      label="Add model file"
      title="Add a model file"
      description="A GGUF file of a chat model, in one part. It is checked before it is used."
    >
      {(close) => {
        const onAdded = () => {
          close();
          onChanged();
        };
        return (
          <div className="flex flex-col gap-4">
            <div className="flex">
              <Segments label="Where the file is" value={way} options={ways} onChange={setWay} />
            </div>
            {way === "address" ? (
              <AddByAddress onAdded={onAdded} />
            ) : (
              <AddByUpload onStarted={onChanged} onAdded={onAdded} />
            )}
          </div>
        );
      }}
    </AddDialog>
  );
}
