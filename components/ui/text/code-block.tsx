import { isValidElement, type ReactNode } from "react";
import { CopyButton } from "../form/copy-field.tsx";
import { ScrollBox } from "../page/scroll-box.tsx";

/** Code with its button to copy it. */
export function CodeBlock({ children }: { children?: ReactNode }) {
  const code = textOf(children).replace(/\n$/, "");
  return (
    <div className="group/code relative min-w-0">
      <ScrollBox label="Code" className="rounded-lg border bg-canvas p-3 text-xs">
        <pre dir="ltr" className="[&>code]:bg-transparent [&>code]:p-0">
          {children}
        </pre>
      </ScrollBox>
      <CopyButton
        label="Copy the code"
        value={code}
        className="absolute top-1.5 right-1.5 border bg-panel opacity-0 focus-visible:opacity-100 group-hover/code:opacity-100 pointer-coarse:opacity-100"
      />
    </div>
  );
}

function textOf(node: ReactNode): string {
  if (typeof node === "string" || typeof node === "number") return String(node);
  if (Array.isArray(node)) return node.map(textOf).join("");
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : "";
}
