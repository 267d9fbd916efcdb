"use client";
import { useEditor } from "../../editor/store/context.tsx";
import { graphOf } from "../../editor/store/document-slice.ts";
import { Section } from "./palette-item.tsx";
import { ownTypes, useStarred } from "./starred.ts";

/** On top of the palette: what a person has starred and used last; nothing while there is none. */
export function OwnTypes() {
  const catalogue = useEditor((state) => state.catalogue);
  // A node that was added is a type that was used.
  useEditor((state) => Object.keys(graphOf(state).nodes).length);
  const { starred, recent } = ownTypes([...catalogue.values()], useStarred());
  return (
    <>
      <Section title="Starred" manifests={starred} />
      <Section title="Recent" manifests={recent} />
    </>
  );
}
