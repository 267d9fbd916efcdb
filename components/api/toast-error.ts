import { toast } from "../ui/overlay/toast.tsx";
import { userMessage } from "./user-message.ts";

/** For mutations whose failure belongs in the corner: `onError: toastError`. */
export function toastError(problem: unknown) {
  toast(userMessage(problem), { tone: "danger" });
}
