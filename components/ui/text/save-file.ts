/** Gives a text to the browser as a download. */
export function saveFile(name: string, text: string, mime = "application/json") {
  const address = URL.createObjectURL(new Blob([text], { type: mime }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name.replace(/[^\p{L}\p{N} ._-]+/gu, "-");
  link.click();
  URL.revokeObjectURL(address);
}
