"use client";
import { noteAt } from "../../../lib/edit/notes.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { countOf } from "../../ui/text/format.ts";
import { LazyMarkdown } from "../../ui/text/lazy-markdown.tsx";
import type { GroupNode, NoteNode } from "../flow-nodes.ts";
import { groupColor } from "../groups/group-color.ts";

/** A group in an open body: its frame, or the box in its place, with its name. */
export function BodyGroup({ node: { data, position, width, height } }: { node: GroupNode }) {
  const group = useEditor((state) => drawnGraphOf(state).layout.groups[data.groupId]);
  const style: Record<string, string | number | undefined> = {
    "--group": groupColor(group?.color),
    left: position.x,
    top: position.y,
    width,
    height,
  };
  return (
    <div className="pb-body-thing" style={style}>
      <div className={data.border ? "pb-group is-collapsed" : "pb-group"}>
        <p className="pb-group-bar">{group?.title || "Group"}</p>
        {data.border ? <p className="pb-group-count">{countOf(group?.nodes.length ?? 0, "node")}</p> : null}
      </div>
    </div>
  );
}

export function BodyNote({ node: { data, position, width, height } }: { node: NoteNode }) {
  const text = useEditor((state) => noteAt(drawnGraphOf(state), data.noteId)?.text ?? "");
  return (
    <div className="pb-body-thing" style={{ left: position.x, top: position.y, width, height }}>
      <div className="pb-note">
        <LazyMarkdown text={text} className="pb-note-text" />
      </div>
    </div>
  );
}
