"use client";
import { type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";

type Props = {
  /** Of the file input, which is not seen; or its id, where a label names it. */
  label?: string | undefined;
  id?: string | undefined;
  describedBy?: string | undefined;
  accept?: string | undefined;
  isSingle?: boolean | undefined;
  size?: "sm";
  tone?: "primary";
  onFiles: (files: FileList | null) => void;
  children: ReactNode;
};

/** Opens the file dialog. The same file can be chosen twice. */
export function FileButton({ label, id, describedBy, accept, isSingle, onFiles, children, ...look }: Props) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button {...look} aria-describedby={describedBy} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        {...(id ? { id } : {})}
        type="file"
        multiple={!isSingle}
        accept={accept}
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          onFiles(event.target.files);
          event.target.value = "";
        }}
      />
    </>
  );
}
