import type { Metadata } from "next";
import { connection } from "next/server";
import { NodeIndex } from "../../../components/docs/node-index.tsx";
import { pageContext } from "../../../server/page-context.ts";
import { DocText } from "../doc-article.tsx";
import { readDoc } from "../read-docs.ts";

export const metadata: Metadata = { title: "Node types" };

export default async function Page() {
  // The node types are those of the running server.
  await connection();
  const { text = "" } = (await readDoc("nodes")) ?? {};
  const rest = text.indexOf("\n## ");
  return (
    <article className="flex min-w-0 max-w-[42rem] flex-col gap-6">
      <DocText text={rest === -1 ? text : text.slice(0, rest)} />
      <NodeIndex guides={pageContext().nodeGuides()} />
      {rest === -1 ? null : <DocText text={text.slice(rest)} />}
    </article>
  );
}
