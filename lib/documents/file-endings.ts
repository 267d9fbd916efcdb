/** The files that documents are read from, by the ending of their name. */
export const fileEndings = [
  "txt",
  "text",
  "log",
  "md",
  "markdown",
  "html",
  "htm",
  "csv",
  "tsv",
  "xlsx",
  "xlsm",
  "ods",
  "pdf",
  "docx",
  "docm",
  "odt",
  "rtf",
  "pptx",
  "pptm",
  "ppsx",
  "odp",
  "epub",
  "eml",
  "json",
  "jsonl",
  "ndjson",
] as const;
export type FileEnding = (typeof fileEndings)[number];

/** What to do with a file that is not read, where there is something. */
const advice: Readonly<Record<string, string>> = {
  ...each("doc dot pages wpd wps dotx dotm", "Save it as Word (.docx) or PDF."),
  ...each("xls xlsb xltx numbers", "Save it as .xlsx, or each sheet as CSV."),
  ...each("ppt pps potx key", "Save it as PowerPoint (.pptx) or PDF."),
  ...each("png jpg jpeg gif webp tif tiff heic bmp svg", "Run text recognition on it, and upload the text or the PDF."),
  ...each("zip rar 7z tar gz tgz", "Unpack it, and upload the files in it."),
  ...each("msg mbox", "Save the message as .eml, HTML or text."),
  ...each("mobi azw3", "Convert it to EPUB, HTML or PDF."),
  ...each("xml yaml yml ini toml sql", "To search in it as text, rename it to .txt."),
  ...each("mp3 m4a wav mp4 mov avi mkv", "Upload a transcript of it."),
};

function each(endings: string, words: string): Record<string, string> {
  return Object.fromEntries(endings.split(" ").map((ending) => [ending, words]));
}

/** Why a file of this name is not read, and what to do. */
export function unreadable(name: string): string {
  const ending = name.includes(".") ? (name.split(".").pop() ?? "").toLowerCase() : "";
  const words = Object.hasOwn(advice, ending) ? ` ${advice[ending]}` : "";
  return `“${name}” cannot be read: ${ending === "" ? "its name has no ending" : `.${ending} files are not supported`}.${words} Supported types: ${fileEndings.join(", ")}.`;
}
