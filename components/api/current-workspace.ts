/**
 * The workspace that this page shows. Each call names it, so that a page goes on in its own while another one is chosen in
 * another tab; for pages, which come without headers of ours, a cookie does.
 */
let shown: string | undefined;

export function showWorkspace(id: string | undefined): void {
  shown = id;
}

export function workspaceHeaders(): Record<string, string> {
  return shown === undefined ? {} : { "x-patchbay-workspace": shown };
}

/** What the next page is of. The server asks whether the person is a member. */
export function chooseWorkspace(id: string | undefined = shown): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not there over plain HTTP.
  if (id !== undefined) document.cookie = `patchbay.workspace=${id}; path=/; max-age=31536000; samesite=lax`;
}

/** Leaves this page for the start of another workspace. */
export function switchTo(id: string): void {
  chooseWorkspace(id);
  window.location.assign("/");
}
