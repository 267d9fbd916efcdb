/** Gives a text to the browser as a download. */
export function saveFile(name: string, text: string, mime = "application/json") {
  saveBlob(name.replace(/[^\p{L}\p{N} ._-]+/gu, "-"), new Blob([text], { type: mime }));
}

/** Gives a file to the browser as a download, under its own name. */
export function saveBlob(name: string, content: Blob) {
  const address = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
