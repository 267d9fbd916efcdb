/** What people have written beside the cells of a sheet: comments, and text in shapes and charts. */
import { unzipOne } from "../unzip.ts";
import { attribute, descendants, parseXml, textIn } from "../word/xml.ts";
import { relationships } from "./cell-details.ts";

/** `cell` as in B3. */
export type Comment = { cell: string; text: string };
export type Remarks = { comments: Comment[]; drawings: string[] };

const partBytes = 20 * 1024 * 1024;

export function remarksOf(workbook: Uint8Array, sheet: string): Remarks {
  const parts = relationships(workbook, sheet);
  const nodes = (path: string) => {
    const data = unzipOne(workbook, path, partBytes);
    return data ? parseXml(data) : [];
  };
  const of = (type: string) => parts.flatMap((part) => (part.type === type ? [part.path] : []));
  const threads = of("threadedcomment").flatMap((path) => commentsIn(nodes(path), "threadedComment"));
  // Older programs get the same text once more, behind a notice.
  const others = of("comments").flatMap((path) => commentsIn(nodes(path), "comment"));
  const threaded = new Set(threads.map(({ cell }) => cell));
  const drawings = of("drawing").flatMap((path) => {
    const charts = relationships(workbook, path).flatMap((part) => (part.type === "chart" ? [part.path] : []));
    const paragraphs = [path, ...charts].flatMap((part) => descendants(nodes(part), "p"));
    const texts = paragraphs.map(({ children }) => descendants(children, "t").map(textIn).join("").trim());
    return texts.filter((text) => text !== "").join("\n") || [];
  });
  return { comments: [...threads, ...others.filter(({ cell }) => !threaded.has(cell))], drawings };
}

function commentsIn(nodes: ReturnType<typeof parseXml>, name: string): Comment[] {
  return descendants(nodes, name).flatMap((element) => {
    const runs = descendants(element.children, "t");
    const texts = runs.length > 0 ? runs : descendants(element.children, "text");
    const text = texts.map(textIn).join("").trim();
    return text === "" ? [] : [{ cell: attribute(element, "ref") ?? "", text }];
  });
}
