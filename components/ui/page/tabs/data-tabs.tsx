import { TabLinks } from "./tab-links.tsx";

const pages = [
  { href: "/topics", label: "Topics" },
  { href: "/stores", label: "Stores" },
];

/** The two pages under “Data”: events, and what State nodes keep. */
export function DataTabs({ current }: { current: "/topics" | "/stores" }) {
  return <TabLinks label="Data" pages={pages.map((page) => ({ ...page, isCurrent: page.href === current }))} />;
}
