import { dispositionName } from "../../lib/values/text/disposition-name.ts";

/** The media type of a response, in small letters and without its parameters; empty where it is not said. */
export function typeOf(headers: Headers): string {
  return (headers.get("content-type") ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Whether it is for people or programs to read as text; JSON is not asked for here. */
export function isTextType(mime: string): boolean {
  return mime.startsWith("text/") || /[/+](xml|yaml|javascript|x-ndjson|x-www-form-urlencoded)$/.test(mime);
}

/** As the server names it (RFC 6266), else the end of the address. */
export function responseName(headers: Headers, url: URL): string {
  const named = dispositionName(headers.get("content-disposition") ?? "");
  return named ?? (decoded(url.pathname.split("/").at(-1) ?? "") || "response");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
