import { connection } from "next/server";
import type { DocsSection } from "../../../components/navigation/search-docs.ts";
import { pageContext } from "../../../server/page-context.ts";
import { docSections } from "../read-docs.ts";

/** What the search of the docs looks through, about 100 kB: every heading of the pages for users, and every node type. */
export async function GET(): Promise<Response> {
  // The node types are those of the running server.
  await connection();
  const nodes = pageContext()
    .nodeGuides()
    .map(({ type, title, summary, about, settings }): DocsSection => {
      const text = [summary, about, ...settings.map((setting) => `${setting.title}: ${setting.description}`)].join(" ");
      return { href: `/docs/nodes/${type}`, title, page: "Node types", text };
    });
  return Response.json([...(await docSections()), ...nodes], { headers: { "cache-control": "public, max-age=300" } });
}
