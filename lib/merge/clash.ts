/** What both sides of a merge have changed, each in its own way. */
export type Clash =
  | { kind: "field"; nodeId: string; path: string }
  /** One side deleted the node which the other changed or connected. */
  | { kind: "deleted"; nodeId: string; by: Preferred }
  /** Both connected something else to an input that takes one edge. */
  | { kind: "input"; nodeId: string; port: string }
  /** Both wrote another text, or one wrote and the other deleted. */
  | { kind: "note"; noteId: string }
  | { kind: "group"; groupId: string }
  /** Together the edges of both make a cycle. */
  | { kind: "cycle"; nodeId: string }
  /** Together they are larger than a graph may be. */
  | { kind: "size" };

export type Preferred = "mine" | "theirs";
/** Notes the clash and answers which side it goes to. */
export type Decide = (clash: Clash) => Preferred;

/** The same for the same question, so that an answer outlives the next merge. */
export function clashKey(clash: Clash): string {
  switch (clash.kind) {
    case "field":
      return `field/${clash.nodeId}/${clash.path}`;
    case "input":
      return `input/${clash.nodeId}/${clash.port}`;
    case "deleted":
      return `deleted/${clash.nodeId}`;
    case "note":
      return `note/${clash.noteId}`;
    case "group":
      return `group/${clash.groupId}`;
    default:
      return clash.kind;
  }
}
