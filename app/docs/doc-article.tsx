import Link from "next/link";
import { isValidElement, type ReactNode } from "react";
import type { Components } from "react-markdown";
import { Diagram } from "../../components/docs/diagram.tsx";
import { CodeBlock } from "../../components/ui/text/code-block.tsx";
import { Markdown } from "../../components/ui/text/markdown.tsx";
import { type DocHeading, docHref, headingId } from "./read-docs.ts";

/** A page of the docs with its own small table of contents. */
export function DocArticle({ text, headings }: { text: string; headings: readonly DocHeading[] }) {
  return (
    <div className="grid grid-cols-1 gap-x-10 xl:grid-cols-[minmax(0,1fr)_12rem]">
      <article className="max-w-[42rem]">
        <DocText text={text} />
      </article>
      {headings.length > 1 ? (
        <nav aria-label="On this page" className="max-xl:hidden">
          <div className="sticky top-18 flex max-h-[calc(100dvh-8.5rem)] flex-col gap-2 overflow-y-auto text-xs">
            <p className="font-medium">On this page</p>
            {headings.map(({ id, title }) => (
              <a key={id} href={`#${id}`} className="rounded-sm text-muted hover:text-ink">
                {title}
              </a>
            ))}
          </div>
        </nav>
      ) : null}
    </div>
  );
}

export function DocText({ text }: { text: string }) {
  return <Markdown text={text} components={elements} className="gap-4 text-[14px] leading-[23px]" />;
}

const elements: Components = {
  h1: ({ children }) => <h1 className="font-semibold text-xl">{children}</h1>,
  h2: ({ children }) => (
    <h2 id={headingId(textOf(children))} className="mt-5 scroll-mt-16 font-semibold text-md">
      {children}
    </h2>
  ),
  h3: ({ children }) => (
    <h3 id={headingId(textOf(children))} className="mt-2 scroll-mt-16 font-semibold">
      {children}
    </h3>
  ),
  a: ({ href = "", children }) => {
    const target = docHref(href);
    // A file of the repository: the app shows its name, GitHub and editors open it.
    if (target === undefined) return <span>{children}</span>;
    return (
      <Link
        href={target}
        prefetch={false}
        className="rounded-sm text-accent-ink underline underline-offset-2 hover:no-underline"
      >
        {children}
      </Link>
    );
  },
  pre: ({ children }) => {
    const diagram = diagramIn(children);
    return diagram === undefined ? <CodeBlock>{children}</CodeBlock> : <Diagram text={diagram} />;
  },
};

/** The text of a block of code that is a Mermaid diagram. */
function diagramIn(code: ReactNode): string | undefined {
  if (!isValidElement<{ className?: string; children?: ReactNode }>(code)) return undefined;
  return code.props.className === "language-mermaid" ? textOf(code) : undefined;
}

function textOf(node: ReactNode): string {
  if (typeof node === "string" || typeof node === "number") return String(node);
  if (Array.isArray(node)) return node.map(textOf).join("");
  return isValidElement<{ children?: ReactNode }>(node) ? textOf(node.props.children) : "";
}
