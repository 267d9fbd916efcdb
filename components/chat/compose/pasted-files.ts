type Pasted = { files: FileList; getData(type: string): string };

/** What was copied as files. Office programs put a picture beside the text that was copied, which counts; file managers put the names. */
export function pastedFiles(pasted: Pasted): FileList | undefined {
  const text = pasted.getData("text/plain");
  const isOfFiles = [...pasted.files].every(({ name }) => text.includes(name));
  return text.trim() === "" || isOfFiles ? pasted.files : undefined;
}
