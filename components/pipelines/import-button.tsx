"use client";
import { Upload } from "lucide-react";
import { useRef } from "react";
import { Button } from "../ui/form/button.tsx";

/** Makes a pipeline of a JSON file from this machine. Nothing runs by importing. */
export function ImportButton({ onImport }: { onImport: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>
        <Upload aria-hidden className="size-4" />
        Import
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label="Pipeline file to import"
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          if (file) onImport(file);
          event.target.value = "";
        }}
      />
    </>
  );
}
