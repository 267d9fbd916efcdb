import { clsx } from "clsx";
import type { ReactNode } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { ScrollBox } from "../page/scroll-box.tsx";
import { CodeBlock } from "./code-block.tsx";

/**
 * Markdown as elements, never as HTML: raw tags stay text and unknown link schemes are dropped by react-markdown.
 * Pictures become links, because a picture's address could tell a stranger that someone has read an answer.
 */
export function Markdown({
  text,
  components,
  className,
}: {
  text: string;
  components?: Components;
  className?: string;
}) {
  return (
    <div className={clsx("flex min-w-0 flex-col gap-3 [overflow-wrap:anywhere]", className)}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={{ ...elements, ...components }}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const elements: Components = {
  h1: heading("text-lg font-semibold"),
  h2: heading("text-md font-semibold"),
  h3: heading("text-sm font-semibold"),
  p: ({ children }) => <p>{children}</p>,
  a: ({ href, children }) => <TextLink href={href}>{children}</TextLink>,
  img: ({ src, alt }) => <TextLink href={typeof src === "string" ? src : undefined}>{alt || "Picture"}</TextLink>,
  ul: ({ children }) => <ul className="flex list-disc flex-col gap-1 ps-5 marker:text-muted">{children}</ul>,
  ol: ({ children, start }) => (
    <ol start={start} className="flex list-decimal flex-col gap-1 ps-5 marker:text-muted">
      {children}
    </ol>
  ),
  blockquote: ({ children }) => (
    <blockquote className="flex flex-col gap-2 border-s-2 ps-3 text-muted">{children}</blockquote>
  ),
  hr: () => <hr />,
  code: ({ children }) => <code className="rounded-sm bg-hover px-1 py-px font-mono text-[0.92em]">{children}</code>,
  pre: ({ children }) => <CodeBlock>{children}</CodeBlock>,
  table: ({ children }) => (
    <ScrollBox label="Table" className="rounded-lg border">
      <table className="w-full border-collapse text-start">{children}</table>
    </ScrollBox>
  ),
  th: ({ children, style }) => (
    <th style={style} className="border-b bg-hover/50 px-3 py-1.5 text-start font-medium text-muted text-xs">
      {children}
    </th>
  ),
  // Words may break anywhere: beside a cell with a long value the others would be a letter wide. The first column names things.
  td: ({ children, style }) => (
    <td style={style} className="min-w-28 border-t px-3 py-1.5 align-top first:min-w-40">
      {children}
    </td>
  ),
};

function heading(classes: string) {
  return ({ id, children }: { id?: string | undefined; children?: ReactNode }) => (
    <h3 {...(id ? { id } : {})} className={clsx("mt-1", classes)}>
      {children}
    </h3>
  );
}

function TextLink({ href, children }: { href: string | undefined; children: ReactNode }) {
  // A path that begins with two slashes, or a slash and a backslash, names another host.
  const isOwn = href === undefined || /^(#|\/(?![/\\])|[\w.-]+(\/|$))/.test(href);
  const away = isOwn ? {} : { target: "_blank", rel: "noreferrer noopener" };
  return (
    <a href={href} className="rounded-sm text-accent-ink underline underline-offset-2 hover:no-underline" {...away}>
      {children}
    </a>
  );
}
