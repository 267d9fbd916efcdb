"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../ui/form/button.tsx";
import { Segments } from "../../../ui/form/segments.tsx";
import { Dialog } from "../../../ui/overlay/dialog.tsx";
import { AddByAddress } from "./add-by-address.tsx";
import { AddByUpload } from "./add-by-upload.tsx";

const ways = [
  { value: "address", label: "By address" },
  { value: "upload", label: "From this computer" },
] as const;

export function AddLocalModel({ onChanged }: { onChanged: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const [way, setWay] = useState<"address" | "upload">("address");
  const close = () => {
    setOpen(false);
    onChanged();
  };
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Add a model file"
      description="A GGUF file of a chat model, in one part. It is checked before it is used."
      trigger={
        <Button>
          <Plus aria-hidden className="size-4" />
          Add model file
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <Segments label="Where the file is" value={way} options={ways} onChange={setWay} />
        {way === "address" ? <AddByAddress onAdded={close} /> : <AddByUpload onStarted={onChanged} onAdded={close} />}
      </div>
    </Dialog>
  );
}
