/** Asks for the process in which its questions are answered, tells it to its parent, and then asks a question that hangs. */
import { bounded } from "../../../nodes/bounded/bounded.ts";

const script = new URL("./answering-thread.ts", import.meta.url).href;
const { ask } = bounded({ script, seconds: 600, memoryMb: 64 });
const never = new AbortController().signal;

const result = await ask({ pid: true }, never);
const hanging = ask({ hang: true }, never);
process.send?.(result);
await hanging;
