import { toast } from "../ui/toast.tsx";
import { userMessage } from "./user-message.ts";

/** For mutations whose failure belongs in the corner: `onError: sayProblem`. */
export function sayProblem(problem: unknown) {
  toast(userMessage(problem), { tone: "danger" });
}
