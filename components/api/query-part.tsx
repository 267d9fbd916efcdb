"use client";
import type { ComponentType } from "react";
import { lazyPart } from "../ui/lazy/lazy-part.tsx";

/** A lazy part of a page that uses queries: the page itself does without them. */
export function queryPart<Props extends object>(
  read: () => Promise<ComponentType<Props>>,
  options?: Parameters<typeof lazyPart>[1],
): ComponentType<Props> {
  return lazyPart<Props>(async () => {
    const [{ Queries }, Part] = await Promise.all([import("./provider.tsx"), read()]);
    return (props) => (
      <Queries>
        <Part {...props} />
      </Queries>
    );
  }, options);
}
