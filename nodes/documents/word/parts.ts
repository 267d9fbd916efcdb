import type { ChildNode } from "domhandler";
import { unzip } from "../unzip.ts";
import { attribute, descendants, parseXml } from "./xml.ts";

/** The parts of a Word document or a presentation: its text, and what that refers to. */
export type Parts = {
  /** The path of the part with the text. */
  main: string;
  /** What a part contains; nothing when there is no such part. */
  nodes(path: string | undefined): ChildNode[];
  /** The bytes of a part. */
  bytes(path: string | undefined): Uint8Array | undefined;
  /** The path of what a part refers to by an id. */
  target(from: string, id: string | undefined): string | undefined;
  /** The path of what a part refers to by the end of a relationship's type: `styles`, `footnotes`. */
  related(from: string, type: string): string | undefined;
};

type Relationship = { id: string; type: string; path: string };

/** `main`: where the text is when nothing says so. */
type Kind = { main: string; name: string };
const word: Kind = { main: "word/document.xml", name: "a Word document" };

/** Throws when there is no text in it that Word would open. */
export function openParts(data: Uint8Array, limit: number, kind: Kind = word): Parts {
  const files = unzip(data, limit, kind.name);
  const known = new Map<string, Relationship[]>();
  const parsed = new Map<string, ChildNode[]>();
  const relationships = (from: string) => {
    const found = known.get(from) ?? readRelationships(files, from);
    known.set(from, found);
    return found;
  };
  const related = (from: string, type: string) =>
    relationships(from).find((one) => one.type.toLowerCase().endsWith(`/${type}`))?.path;
  const main = related("", "officedocument") ?? kind.main;
  if (!files.has(main)) throw new Error(`it is not ${kind.name}`);
  return {
    main,
    nodes(path = "") {
      const data = files.get(path);
      const nodes = parsed.get(path) ?? (data ? parseXml(data) : []);
      parsed.set(path, nodes);
      return nodes;
    },
    bytes: (path = "") => files.get(path),
    target: (from, wanted) => relationships(from).find(({ id }) => id === wanted)?.path,
    related,
  };
}

function readRelationships(files: ReadonlyMap<string, Uint8Array>, from: string): Relationship[] {
  const folder = from.slice(0, from.lastIndexOf("/") + 1);
  const data = files.get(`${folder}_rels/${from.slice(folder.length)}.rels`);
  return (data ? descendants(parseXml(data), "Relationship") : [])
    .filter((one) => attribute(one, "TargetMode") !== "External")
    .map((one) => ({
      id: attribute(one, "Id") ?? "",
      type: attribute(one, "Type") ?? "",
      path: resolve(folder, attribute(one, "Target") ?? ""),
    }));
}

/** Paths count from the part's folder, or from the top when they begin with a slash. */
function resolve(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith("/") ? target : folder + target).split("/")) {
    if (step === "..") path.pop();
    else if (step !== "" && step !== ".") path.push(step);
  }
  return path.join("/").toLowerCase();
}
