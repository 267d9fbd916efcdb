"use client";
import { useEffect, useState } from "react";
import { type DocsMatch, type DocsSection, searchDocs } from "./search-docs.ts";

let reading: Promise<DocsSection[]> | undefined;

/** Read once, when the first word is typed. */
function readSections(): Promise<DocsSection[]> {
  reading ??= fetch("/docs/search-index").then((answer) => {
    if (!answer.ok) throw new Error(`the docs cannot be searched: ${answer.status}`);
    return answer.json() as Promise<DocsSection[]>;
  });
  reading.catch(() => {
    reading = undefined;
  });
  return reading;
}

/** What the docs say of it; `hasFailed` when they cannot be read now. */
export function useDocsSearch(query: string, max: number): { matches: DocsMatch[]; hasFailed: boolean } {
  const [sections, setSections] = useState<DocsSection[]>();
  const [hasFailed, setFailed] = useState(false);
  const isAsked = query.trim().length > 1;
  useEffect(() => {
    if (!isAsked) return;
    let isOver = false;
    readSections().then(
      (read) => {
        if (isOver) return;
        setSections(read);
        setFailed(false);
      },
      () => isOver || setFailed(true),
    );
    return () => {
      isOver = true;
    };
  }, [isAsked]);
  return { matches: isAsked && sections ? searchDocs(sections, query, max) : [], hasFailed };
}
