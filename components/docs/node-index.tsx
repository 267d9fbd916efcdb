import Link from "next/link";
import { categories, categoryTitles } from "../../lib/node-types/manifest.ts";
import type { NodeGuide } from "../../lib/views/node-guide.ts";
import { CategoryIcon } from "../ui/text/category-icon.tsx";

/** All node types by category, as in the palette, each with its sentence. */
export function NodeIndex({ guides }: { guides: readonly NodeGuide[] }) {
  return categories.map((category) => {
    const found = guides.filter((guide) => guide.category === category);
    if (found.length === 0) return null;
    return (
      <section key={category} aria-labelledby={`category-${category}`} className="flex flex-col gap-2">
        <h2 id={`category-${category}`} className="scroll-mt-16 font-semibold text-md">
          {categoryTitles[category]}
        </h2>
        <ul className="grid gap-2 sm:grid-cols-2">
          {found.map((guide) => (
            <NodeLink key={guide.type} guide={guide} />
          ))}
        </ul>
      </section>
    );
  });
}

function NodeLink({ guide: { type, title, icon, category, summary } }: { guide: NodeGuide }) {
  return (
    <li>
      <Link
        href={`/docs/nodes/${type}`}
        prefetch={false}
        className="flex h-full gap-3 rounded-card border bg-panel p-3 transition-colors hover:bg-hover"
      >
        <CategoryIcon icon={icon} category={category} className="size-7 [&>svg]:size-4" />
        <span className="flex min-w-0 flex-col gap-0.5">
          <span className="font-medium">{title}</span>
          <span className="text-muted text-sm">{summary}</span>
        </span>
      </Link>
    </li>
  );
}
