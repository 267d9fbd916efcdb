import { clsx } from "clsx";
import type { ReactNode } from "react";
import type { Category } from "../../../lib/node-types/manifest.ts";
import type { NodeIcon } from "../../../lib/node-types/node-icons.ts";
import { categoryStyle } from "./category-color.ts";
import { iconOf } from "./icons.ts";

/** The icon of a node type on a tile in the colour of its category; `className` says how large both are. `children` lie over it. */
export function CategoryIcon({
  icon,
  category,
  className,
  children,
}: {
  icon: NodeIcon | undefined;
  category: Category | undefined;
  className: string;
  children?: ReactNode;
}) {
  const Icon = iconOf(icon);
  return (
    <span
      className={clsx("category-tile grid shrink-0 place-items-center rounded-md", className)}
      style={categoryStyle(category)}
    >
      <Icon aria-hidden />
      {children}
    </span>
  );
}
