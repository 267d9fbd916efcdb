"use client";
import { Upload } from "lucide-react";
import { useRef } from "react";
import { Button } from "../ui/button.tsx";
import { toast } from "../ui/toast.tsx";
import { type PipelineFile, readPipelineFile } from "./read-pipeline-file.ts";

/** Makes a pipeline of a JSON file from this machine. Nothing runs by importing. */
export function ImportButton({ onImport }: { onImport: (file: PipelineFile) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    try {
      onImport(await readPipelineFile(file));
    } catch (problem) {
      toast(problem instanceof Error ? problem.message : "The file could not be read.", { tone: "danger" });
    }
  };
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
          read(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}
