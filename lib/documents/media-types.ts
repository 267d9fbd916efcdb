import type { FileEnding } from "./file-endings.ts";

/** The files that documents are read from, by their media types in small letters. */
export const mediaTypes: Readonly<Record<string, FileEnding>> = {
  "text/html": "html",
  "application/xhtml+xml": "html",
  "text/plain": "txt",
  "text/markdown": "md",
  "text/csv": "csv",
  "text/tab-separated-values": "tsv",
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/jsonl": "jsonl",
  "application/pdf": "pdf",
  "application/rtf": "rtf",
  "text/rtf": "rtf",
  "message/rfc822": "eml",
  "application/epub+zip": "epub",
  ...each("application/vnd.openxmlformats-officedocument.", {
    "wordprocessingml.document": "docx",
    "spreadsheetml.sheet": "xlsx",
    "presentationml.presentation": "pptx",
    "presentationml.slideshow": "ppsx",
  }),
  ...each("application/vnd.oasis.opendocument.", { text: "odt", spreadsheet: "ods", presentation: "odp" }),
  ...each("application/vnd.ms-", {
    "word.document.macroenabled.12": "docm",
    "excel.sheet.macroenabled.12": "xlsm",
    "powerpoint.presentation.macroenabled.12": "pptm",
  }),
};

function each(start: string, endings: Record<string, FileEnding>): Record<string, FileEnding> {
  return Object.fromEntries(Object.entries(endings).map(([rest, ending]) => [start + rest, ending]));
}
